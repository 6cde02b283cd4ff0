"""What the demo salon sells, and who works there."""

from pos_app.domain.shop import Item, Role, StaffMember
from pos_app.domain.tax import TaxRate
from pos_app.domain.ticket import LineKind
from pos_app.domain.words import _, mark

SALES_TAX = TaxRate("SALES", mark("Sales tax"), 82_500)
"""Its name is still to be translated, as those of the items below."""

MANAGER = StaffMember("S1", "Maria R.", Role.OWNER)
TEAM = (
    StaffMember("S2", "Jo", Role.FRONT_DESK),
    StaffMember("S3", "Priya", Role.FRONT_DESK),
    StaffMember("S4", "Sam", Role.FRONT_DESK),
    StaffMember("S5", "Noé B.", Role.FRONT_DESK),
    StaffMember("S6", "Ines D.", Role.MANAGER),
)

# Name, price in minor units, minutes, place among the quick buttons.
_SERVICES = (
    (mark("Cut & style"), 68_00, 45, 1),
    (mark("Blow-out"), 45_00, 30, 2),
    (mark("Balayage"), 210_00, 150, 3),
    (mark("Brow shape"), 22_00, 15, 4),
    (mark("Root color & gloss"), 145_00, 75, 0),
    (mark("Root touch-up"), 92_00, 60, 0),
    (mark("Bond treatment"), 34_00, 20, 0),
    (mark("Full highlights"), 180_00, 120, 0),
    (mark("Partial highlights"), 125_00, 90, 0),
    (mark("Gloss refresh"), 55_00, 30, 0),
    (mark("Color correction (consultation)"), 35_00, 30, 0),
    (mark("Keratin smoothing treatment"), 260_00, 150, 0),
    (mark("Deep conditioning"), 38_00, 20, 0),
    (mark("Scalp detox ritual"), 52_00, 30, 0),
    (mark("Children’s cut"), 32_00, 30, 0),
    (mark("Fringe trim"), 15_00, 10, 0),
    (mark("Beard trim & hot towel"), 30_00, 25, 0),
    (mark("Clipper cut"), 38_00, 30, 0),
    (mark("Updo"), 95_00, 60, 0),
    (mark("Bridal trial"), 140_00, 90, 0),
    (mark("Brow lamination"), 65_00, 45, 0),
    (mark("Brow tint"), 18_00, 15, 0),
    (mark("Lash lift & tint"), 85_00, 60, 0),
    (mark("Lip wax"), 12_00, 10, 0),
    (mark("Makeup for an evening"), 80_00, 60, 0),
)
# SKU, name, price, place among the quick buttons.
_PRODUCTS = (
    ("850010", mark("Repair mask"), 29_00, 5),
    ("850011", mark("Argan oil"), 32_00, 6),
    ("850012", mark("Repair shampoo 250 ml"), 24_00, 0),
    ("850013", mark("Repair conditioner 250 ml"), 26_00, 0),
    ("850014", mark("Repair shampoo 1 l"), 64_00, 0),
    ("850015", mark("Repair conditioner 1 l"), 68_00, 0),
    ("850020", mark("Volume shampoo 250 ml"), 22_00, 0),
    ("850021", mark("Volume conditioner 250 ml"), 23_00, 0),
    ("850022", mark("Root lift spray"), 21_50, 0),
    ("850023", mark("Dry shampoo"), 18_00, 0),
    ("850024", mark("Dry shampoo, travel size"), 9_50, 0),
    ("850030", mark("Curl cream"), 27_00, 0),
    ("850031", mark("Curl gel"), 24_00, 0),
    ("850032", mark("Curl refresh mist"), 19_00, 0),
    ("850040", mark("Color care shampoo"), 25_00, 0),
    ("850041", mark("Color care conditioner"), 27_00, 0),
    ("850042", mark("Purple toning mask"), 31_00, 0),
    ("850043", mark("Gloss drops"), 28_00, 0),
    ("850050", mark("Heat protectant"), 23_00, 0),
    ("850051", mark("Sea salt spray"), 20_00, 0),
    ("850052", mark("Flexible hairspray"), 19_50, 0),
    ("850053", mark("Strong hairspray"), 19_50, 0),
    ("850054", mark("Matte paste"), 22_00, 0),
    ("850055", mark("Pomade"), 21_00, 0),
    ("850056", mark("Texture powder"), 18_50, 0),
    ("850060", mark("Scalp serum"), 46_00, 0),
    ("850061", mark("Scalp scrub"), 34_00, 0),
    ("850062", mark("Leave-in treatment"), 29_50, 0),
    ("850063", mark("Bond builder No. 3"), 30_00, 0),
    ("850064", mark("Overnight repair serum"), 54_00, 0),
    ("850070", mark("Beard oil"), 18_00, 0),
    ("850071", mark("Beard balm"), 17_00, 0),
    ("850080", mark("Detangling brush"), 16_00, 0),
    ("850081", mark("Round brush, large"), 28_00, 0),
    ("850082", mark("Wide-tooth comb"), 8_00, 0),
    ("850083", mark("Silk scrunchies, set of three"), 14_00, 0),
    ("850084", mark("Silk pillowcase"), 49_00, 0),
    ("850085", mark("Microfibre hair towel"), 22_00, 0),
    ("850090", mark("Hair dryer, ionic"), 189_00, 0),
    ("850091", mark("Ceramic straightener"), 149_00, 0),
)
_FEES = ((mark("Late cancellation"), 25_00), (mark("House call"), 40_00))
_PLANS = ((mark("Blow-out club, monthly"), 79_00),)


def items() -> list[Item]:
    """The whole catalog in the language spoken, to be stored."""
    return [
        *(
            Item(
                kind=LineKind.SERVICE, name=_(name), price=price, minutes=minutes, favorite=favorite
            )
            for name, price, minutes, favorite in _SERVICES
        ),
        *(
            Item(
                kind=LineKind.PRODUCT,
                name=_(name),
                sku=sku,
                barcode=_barcode(sku),
                price=price,
                taxes=(SALES_TAX.code,),
                favorite=favorite,
            )
            for sku, name, price, favorite in _PRODUCTS
        ),
        *(Item(kind=LineKind.FEE, name=_(name), price=price) for name, price in _FEES),
        *(Item(kind=LineKind.PLAN, name=_(name), price=price) for name, price in _PLANS),
    ]


def _barcode(sku: str) -> str:
    """An EAN-13 whose first digit 2 is for use inside a shop (GS1 General Specifications 2.1)."""
    digits = f"200000{sku}"
    odd, even = (sum(map(int, digits[start::2])) for start in (0, 1))
    return f"{digits}{-(odd + 3 * even) % 10}"
