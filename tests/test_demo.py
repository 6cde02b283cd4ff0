"""The demo shop: balanced books, the same from one seed, and the tickets that the guide talks about."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from pos_app import bootstrap, config, demo
from pos_app.clock import SetClock
from pos_app.domain.ticket import LineKind, TicketState
from pos_app.errors import EnvironmentFault, UserError
from pos_app.persistence.tables.books import entries
from pos_app.persistence.tables.mail import emails
from pos_app.persistence.tables.points import point_events
from pos_app.persistence.tables.print_jobs import print_jobs
from pos_app.reports.verify import verify
from pos_app.services import clients, sales, selling, staff, tickets
from pos_app.services.desk import Desk
from pos_app.services.shop import items

NOW = datetime(2026, 11, 21, 14, 32, tzinfo=UTC)


def make(folder: Path, seed: int = 1, steps: list[tuple[int, int]] | None = None) -> Desk:
    """A small demo shop, opened."""
    told = steps if steps is not None else []
    demo.make(
        folder,
        clients=30,
        days=3,
        seed=seed,
        clock=SetClock(NOW),
        progress=lambda done, of: told.append((done, of)),
    )
    return bootstrap.open_shop(folder, SetClock(NOW))


@pytest.fixture(scope="module")
def steps() -> list[tuple[int, int]]:
    """What the making of ``shop`` told of its progress."""
    return []


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int]]) -> Desk:
    """A small demo shop, made once: only look at it."""
    return make(tmp_path_factory.mktemp("demo") / "shop", steps=steps)


def amara(desk: Desk) -> tickets.TicketView:
    """The open ticket of the client with the balances."""
    return next(
        v for v in tickets.open_tickets(desk) if v.client and v.client.name == "Amara Thompson"
    )


def hashes(desk: Desk) -> list[str]:
    """The chain of the books."""
    with desk.read() as connection:
        return list(connection.scalars(select(entries.c.hash).order_by(entries.c.id)))


def test_amara_owes_45_and_has_80_to_spend(shop: Desk) -> None:
    standing = amara(shop).standing
    assert (standing.owed, standing.available) == (4500, 8000)
    assert (standing.credits, standing.open_payments) == (3000, 5000)


def test_amaras_ticket_is_the_one_of_the_pictures(shop: Desk) -> None:
    view = amara(shop)
    assert view.client is not None
    assert view.client.email == "amara.t@example.com"
    assert (view.bill.subtotal, view.bill.line_discounts) == (20300, 1450)
    assert [tax.amount for tax in view.bill.taxes] == [198]
    assert view.bill.total == 22048


def test_four_tickets_are_open_and_one_of_them_is_held(shop: Desk) -> None:
    found = tickets.open_tickets(shop)
    assert [v.client.name if v.client else "" for v in found] == [
        "Lena Fischer",
        "Amara Thompson",
        "",
        "Dana Ortiz",
    ]
    assert [v.bill.total for v in found] == [6800, 22048, 4500, 9200]
    assert [v.ticket.state for v in found] == [TicketState.HELD, *[TicketState.OPEN] * 3]


def test_every_pin_of_the_demo_signs_in(shop: Desk) -> None:
    assert {member.code for member in staff.members(shop)} == set(config.DEMO_PINS)
    signed_in = staff.sign_in(shop, "S1", config.DEMO_PINS["S1"])
    assert signed_in.name == "Maria R."


def test_the_history_ends_before_now_and_its_papers_are_done_with(shop: Desk) -> None:
    found = sales.find(shop)
    assert len(found) > 10
    assert all(sale.ended_at < "2026-11-21T14:32" for sale in found)
    with shop.read() as connection:
        # The demo's till gets its printer once its past is over.
        assert set(connection.scalars(select(print_jobs.c.state))) == {"skipped"}
        assert set(connection.scalars(select(emails.c.state))) == {"sent"}


def test_the_quick_buttons_are_those_of_the_pictures(shop: Desk) -> None:
    assert [(item.name, item.price) for item in selling.favorites(shop)] == [
        ("Cut & style", 6800),
        ("Blow-out", 4500),
        ("Balayage", 21000),
        ("Brow shape", 2200),
        ("Repair mask", 2900),
        ("Argan oil", 3200),
    ]


def test_products_can_be_scanned_by_their_printed_digits(shop: Desk) -> None:
    products = [item for item in items(shop) if item.kind is LineKind.PRODUCT]
    assert len(products) == 40
    for item in products:
        digits = [int(d) for d in item.barcode]
        assert len(digits) == 13
        assert (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0


def test_one_seed_gives_one_history_and_another_seed_another(shop: Desk, tmp_path: Path) -> None:
    same = make(tmp_path / "same")
    other = make(tmp_path / "other", seed=2)
    assert hashes(same) == hashes(shop)
    assert hashes(other) != hashes(shop)
    bootstrap.close_shop(same)
    bootstrap.close_shop(other)


def test_progress_ends_with_all_of_it(shop: Desk, steps: list[tuple[int, int]]) -> None:
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_only_the_shop_is_left_in_the_folder(shop: Desk) -> None:
    folder = shop.database.path.parent
    assert {file.name.removesuffix("-wal").removesuffix("-shm") for file in folder.iterdir()} == {
        "shop.db"
    }


def test_clients_of_a_demo_shop_earn_and_redeem_points(shop: Desk) -> None:
    query = select(point_events.c.kind).distinct()
    with shop.read() as connection:
        assert {"earned", "redeemed"} <= set(connection.scalars(query))


def test_the_books_of_a_demo_shop_are_sound(shop: Desk) -> None:
    assert verify(shop.database) == []


def test_a_demo_shop_that_is_stopped_half_way_leaves_nothing(tmp_path: Path) -> None:
    def stop(done: int, of: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.make(tmp_path / "shop", clients=10, days=3, clock=SetClock(NOW), progress=stop)
    assert list((tmp_path / "shop").iterdir()) == []


def test_a_demo_shop_that_finds_no_room_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(path: Path, _backups: Path) -> None:
        path.parent.mkdir()
        path.with_name(path.name + ".new").write_bytes(b"")
        raise EnvironmentFault("The disk is full.")

    monkeypatch.setattr("pos_app.persistence.migrate.prepare", fill)
    with pytest.raises(EnvironmentFault, match="full"):
        demo.make(tmp_path / "shop", clients=10, days=3, clock=SetClock(NOW))
    assert list((tmp_path / "shop").iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear …", encoding="utf-8")
    with pytest.raises(UserError, match="not an empty folder"):
        demo.make(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(("clients", "days"), [(9, 3), (10, 0), (2_000_000, 3)])
def test_a_number_that_makes_no_sense_is_refused(tmp_path: Path, clients: int, days: int) -> None:
    with pytest.raises(UserError, match="A demo shop has"):
        demo.make(tmp_path / "shop", clients=clients, days=days)


def test_an_accented_client_is_found_without_accents(shop: Desk) -> None:
    assert [c.name for c in clients.find(shop, "angstrom")] == ["Zoë Ångström"]


def test_a_demo_shop_that_is_made_in_spanish_sells_in_spanish(tmp_path: Path) -> None:
    bootstrap.speak("es")
    spanish = make(tmp_path / "tienda")
    assert spanish.settings.language == "es"
    assert [item.name for item in selling.favorites(spanish)][:2] == ["Corte y peinado", "Brushing"]
    assert amara(spanish).ticket.lines[0].description == "Color de raíz y brillo"
    assert verify(spanish.database) == []
    bootstrap.close_shop(spanish)
