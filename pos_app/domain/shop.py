"""What a shop has chosen: its settings, its catalog's entries and its people, as values."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pos_app.domain.mail import USUAL_PORTS, MailSecurity
from pos_app.domain.payment import PaymentKind
from pos_app.domain.points import PointsRule
from pos_app.domain.tax import TaxRounding, TaxRules
from pos_app.domain.ticket import LineKind
from pos_app.domain.words import _, mark
from pos_app.security.roles import RIGHTS, Rights
from pos_app.security.roles import Role as Role


class CreditUse(StrEnum):
    """What happens with a client's credit on a new ticket (R9)."""

    ALWAYS = "always"
    ASK = "ask"
    NEVER = "never"


class RefundOrder(StrEnum):
    """Which payments of a ticket come back first, once nothing is owed for it any more."""

    MONEY_FIRST = "money_first"
    BALANCE_FIRST = "balance_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The shop's choices. ``cash_step`` is the smallest cash amount in minor units (0: no rounding).

    ``pay_later_limit`` is the most a client may owe, in minor units; ``None`` is no limit. What is
    paid later falls due after ``terms_days``. Gift cards last
    ``gift_card_months`` (0: for ever), and never less than the ``gift_card_floor_months`` of the law: the
    US federal floor is five years from the last money put on a card (15 USC 1693l-1).
    ``points_per_unit`` are earned for each whole unit of the currency, and a point pays
    ``point_worth`` minor units; zero switches either off.
    """

    shop_name: str = ""
    address: str = ""
    phone: str = ""
    tax_number: str = ""
    currency: str = "USD"
    locale: str = "en_US"
    language: str = "en"
    tax_included: bool = False
    tax_rounding: TaxRounding = TaxRounding.PER_LINE
    cash_step: int = 0
    credit_use: CreditUse = CreditUse.ASK
    pay_later_allowed: bool = True
    pay_later_limit: int | None = None
    terms_days: int = 30
    gift_card_months: int = 0
    gift_card_floor_months: int = 60
    points_per_unit: int = 0
    point_worth: int = 0
    receipt_header: str = ""
    receipt_footer: str = ""
    lock_after_minutes: int = 10
    appearance: str = "light"
    rights: Rights = RIGHTS
    refund_order: RefundOrder = RefundOrder.MONEY_FIRST
    recovery_hash: str = ""
    demo: bool = False
    mail_server: str = ""
    mail_port: int = USUAL_PORTS[MailSecurity.STARTTLS]
    mail_security: MailSecurity = MailSecurity.STARTTLS
    mail_user: str = ""
    mail_from: str = ""
    mail_name: str = ""

    @property
    def sends_mail(self) -> bool:
        """Whether e-mail was set up."""
        return bool(self.mail_server and self.mail_from)

    @property
    def tax_rules(self) -> TaxRules:
        """How prices carry tax here."""
        return TaxRules(self.tax_included, self.tax_rounding)

    @property
    def points_rule(self) -> PointsRule:
        """How clients earn and redeem points here."""
        return PointsRule(self.points_per_unit, self.point_worth)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person who serves or works the till, under a permanent code."""

    code: str
    name: str
    role: Role
    active: bool = True
    has_pin: bool = False

    @property
    def initials(self) -> str:
        """At most two letters, for a small round picture."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something the shop sells. ``price`` in minor units; ``taxes`` are rate codes."""

    id: int = 0
    kind: LineKind = LineKind.SERVICE
    name: str = ""
    sku: str = ""
    barcode: str = ""
    price: int = 0
    minutes: int = 0
    taxes: tuple[str, ...] = ()
    favorite: int = 0
    active: bool = True


@dataclass(frozen=True, slots=True)
class PaymentType:
    """A way to pay that the shop takes."""

    code: str
    name: str
    kind: PaymentKind
    active: bool = True
    position: int = 0


BALANCE_TYPE, CREDIT_TYPE, LATER_TYPE = "balance", "credit", "later"
"""The codes of the payment types that go over a client's account; every shop has them."""

GIFT_TYPE = "gift_card"
"""The code of the payment type by which gift cards are redeemed; every shop has it."""

POINTS_TYPE = "points"
"""The code of the payment type by which points are redeemed; every shop has it."""

BUILT_IN_TYPES = MappingProxyType(
    {
        "cash": mark("Cash"),
        "card": mark("Card terminal"),
        "check": mark("Check"),
        GIFT_TYPE: mark("Gift card"),
        POINTS_TYPE: mark("Points"),
        CREDIT_TYPE: mark("Client credit / discount"),
        LATER_TYPE: mark("Pay later"),
        BALANCE_TYPE: mark("Client balance"),
    }
)
"""What the ways to pay that every shop has are called, until a shop calls one otherwise."""


def kept_label(type_code: str, name: str) -> str:
    """How a payment's way is stored: one with its own name by that of the source, in no language."""
    own = BUILT_IN_TYPES.get(type_code, "")
    return own if own and name == _(own) else name


def read_label(type_code: str, kept: str) -> str:
    """A stored way to pay as it is read: its own name in the language spoken now."""
    return _(kept) if kept and kept == BUILT_IN_TYPES.get(type_code) else kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client's card. ``pay_later_limit`` overrides the shop's, in minor units.

    ``pop_up`` is shown on a ticket when the client is put on it. ``merged_into`` is the id of the
    client who has this one's balance and tickets now. Of the ``points`` open tickets claim
    ``points_held``.
    """

    id: int = 0
    code: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    note: str = ""
    pop_up: str = ""
    pay_later_limit: int | None = None
    archived_at: str = ""
    merged_into: int | None = None
    points: int = 0
    points_held: int = 0

    @property
    def points_free(self) -> int:
        """The points that can be redeemed now; a refund may have taken back more than were left."""
        return max(0, self.points - self.points_held)

    @property
    def initials(self) -> str:
        """At most two letters, for a small round picture."""
        words = self.name.split() or ["?"]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@dataclass(frozen=True, slots=True)
class Till:
    """One checkout desk.

    ``printer`` is where its receipts go, for example ``tcp://10.0.0.9:9100``; ``profile`` is the
    code of the printer's family.
    """

    id: int
    name: str
    printer: str = ""
    profile: str = "generic-80"

    @property
    def writer(self) -> str:
        """The code of the till's own series in the journal."""
        return f"T{self.id}"
