"""Checks on what is to be printed: jobs, printers and routes that can be as they are."""

from pos_app.domain.printer import PAPERS
from pos_app.reports.verify.findings import Check

_STATES = "'queued', 'sending', 'sent', 'printed', 'failed', 'unsure', 'dismissed', 'cancelled', 'skipped'"
_PAPERS = ", ".join(f"'{paper}'" for paper in PAPERS)
_KEPT = "'statement', 'extract'"
_JOBS = f"""
    SELECT j.id, CASE
        WHEN j.state NOT IN ({_STATES}) THEN 'it is in no known state'
        WHEN j.paper NOT IN ({_PAPERS}) THEN 'it is no known paper'
        WHEN j.awaited NOT IN (0, 1) OR (j.awaited = 1 AND j.state NOT IN ('sending', 'sent'))
            THEN 'its printer is asked for what it never had'
        WHEN j.state = 'printed' AND j.sent_at = '' THEN 'it was printed and never sent'
        WHEN j.copy NOT IN (0, 1) OR j.kick_drawer NOT IN (0, 1, 2) THEN 'its marks are none'
        WHEN j.printer_id IS NOT NULL AND p.id IS NULL THEN 'its printer does not exist'
        WHEN j.printer_id IS NULL AND j.state IN ('sending', 'sent', 'printed') AND j.sent_at = ''
            THEN 'it went to no printer'
        WHEN j.paper = 'receipt' AND t.state NOT IN ('closed', 'void') AND t.ended_at = ''
            THEN 'its ticket is still open'
        WHEN j.paper = 'receipt' AND j.copy = 0 AND j.state IN ('sent', 'printed')
            AND j.id > o.first THEN 'it is a second original'
        WHEN j.document <> '' AND (j.paper NOT IN ({_KEPT}) OR j.state = 'printed')
            THEN 'it keeps a document that it has no use for'
        WHEN j.document <> '' AND NOT json_valid(j.document)
            THEN 'the document that it keeps cannot be read'
        WHEN j.document = '' AND j.paper IN ({_KEPT})
            AND j.state IN ('queued', 'sending', 'failed', 'unsure')
            THEN 'the paper that was asked for is not there'
        END AS problem
    FROM print_jobs j LEFT JOIN printers p ON p.id = j.printer_id
    LEFT JOIN tickets t ON t.id = j.ticket_id
    LEFT JOIN (SELECT ticket_id, min(id) AS first FROM print_jobs WHERE paper = 'receipt'
        AND copy = 0 AND state IN ('sent', 'printed') GROUP BY ticket_id) o
    ON o.ticket_id = j.ticket_id WHERE problem IS NOT NULL"""
_PRINTERS = """
    SELECT p.id, CASE
        WHEN p.answers NOT IN ('', 'none', 'status', 'process_id', 'memory')
            THEN 'what it answers is not known'
        WHEN p.fallback_id IS NOT NULL AND (f.id IS NULL OR f.fallback_id IS NOT NULL
            OR f.id = p.id) THEN 'the printer behind it cannot stand in'
        WHEN p.drawer_pin NOT IN (0, 1) OR p.drawer_open NOT IN ('', 'high', 'low')
            OR p.pulse_ms NOT BETWEEN 50 AND 500 THEN 'its drawer cannot be so'
        WHEN p.address IN ('', 'none:') OR p.name = '' THEN 'it is nowhere'
        END AS problem
    FROM printers p LEFT JOIN printers f ON f.id = p.fallback_id WHERE problem IS NOT NULL"""
_ROUTES = f"""
    SELECT r.till_id, r.paper FROM routes r LEFT JOIN printers p ON p.id = r.printer_id
    WHERE (r.printer_id IS NOT NULL AND p.id IS NULL) OR r.till_id NOT IN (SELECT id FROM tills)
    OR r.paper NOT IN ('', {_PAPERS})"""


def check_printing(check: Check) -> None:
    """Jobs, printers and routes that no act of the till leaves so."""
    for job_id, problem in check.rows(_JOBS):
        check.name(f"print job {job_id}", problem)
    for printer_id, problem in check.rows(_PRINTERS):
        check.name(f"printer {printer_id}", problem)
    for till_id, paper in check.rows(_ROUTES):
        what = paper or "everything"
        if f"till {till_id}" in check.named:
            continue
        check.name(f"route of {what} at till {till_id}", "it leads nowhere")
