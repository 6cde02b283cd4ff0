"""What the demo salon sells, and who works there."""

from pos_app.domain.shop import Item, Role, StaffMember
from pos_app.domain.tax import TaxRate
from pos_app.domain.ticket import LineKind

SALES_TAX = TaxRate("SALES", "Sales tax", 82_500)

MANAGER = StaffMember("S1", "Maria R.", Role.MANAGER)
TEAM = (
    StaffMember("S2", "Jo", Role.FRONT_DESK),
    StaffMember("S3", "Priya", Role.FRONT_DESK),
    StaffMember("S4", "Sam", Role.FRONT_DESK),
    StaffMember("S5", "Noé B.", Role.FRONT_DESK),
    StaffMember("S6", "Ines D.", Role.MANAGER),
)

# Name, price in minor units, minutes, place among the quick buttons.
_SERVICES = (
    ("Cut & style", 68_00, 45, 1),
    ("Blow-out", 45_00, 30, 2),
    ("Balayage", 210_00, 150, 3),
    ("Brow shape", 22_00, 15, 4),
    ("Root color & gloss", 145_00, 75, 0),
    ("Root touch-up", 92_00, 60, 0),
    ("Bond treatment", 34_00, 20, 0),
    ("Full highlights", 180_00, 120, 0),
    ("Partial highlights", 125_00, 90, 0),
    ("Gloss refresh", 55_00, 30, 0),
    ("Color correction (consultation)", 35_00, 30, 0),
    ("Keratin smoothing treatment", 260_00, 150, 0),
    ("Deep conditioning", 38_00, 20, 0),
    ("Scalp detox ritual", 52_00, 30, 0),
    ("Children’s cut", 32_00, 30, 0),
    ("Fringe trim", 15_00, 10, 0),
    ("Beard trim & hot towel", 30_00, 25, 0),
    ("Clipper cut", 38_00, 30, 0),
    ("Updo", 95_00, 60, 0),
    ("Bridal trial", 140_00, 90, 0),
    ("Brow lamination", 65_00, 45, 0),
    ("Brow tint", 18_00, 15, 0),
    ("Lash lift & tint", 85_00, 60, 0),
    ("Lip wax", 12_00, 10, 0),
    ("Makeup for an evening", 80_00, 60, 0),
)
# SKU, name, price, place among the quick buttons.
_PRODUCTS = (
    ("850010", "Repair mask", 29_00, 5),
    ("850011", "Argan oil", 32_00, 6),
    ("850012", "Repair shampoo 250 ml", 24_00, 0),
    ("850013", "Repair conditioner 250 ml", 26_00, 0),
    ("850014", "Repair shampoo 1 l", 64_00, 0),
    ("850015", "Repair conditioner 1 l", 68_00, 0),
    ("850020", "Volume shampoo 250 ml", 22_00, 0),
    ("850021", "Volume conditioner 250 ml", 23_00, 0),
    ("850022", "Root lift spray", 21_50, 0),
    ("850023", "Dry shampoo", 18_00, 0),
    ("850024", "Dry shampoo, travel size", 9_50, 0),
    ("850030", "Curl cream", 27_00, 0),
    ("850031", "Curl gel", 24_00, 0),
    ("850032", "Curl refresh mist", 19_00, 0),
    ("850040", "Color care shampoo", 25_00, 0),
    ("850041", "Color care conditioner", 27_00, 0),
    ("850042", "Purple toning mask", 31_00, 0),
    ("850043", "Gloss drops", 28_00, 0),
    ("850050", "Heat protectant", 23_00, 0),
    ("850051", "Sea salt spray", 20_00, 0),
    ("850052", "Flexible hairspray", 19_50, 0),
    ("850053", "Strong hairspray", 19_50, 0),
    ("850054", "Matte paste", 22_00, 0),
    ("850055", "Pomade", 21_00, 0),
    ("850056", "Texture powder", 18_50, 0),
    ("850060", "Scalp serum", 46_00, 0),
    ("850061", "Scalp scrub", 34_00, 0),
    ("850062", "Leave-in treatment", 29_50, 0),
    ("850063", "Bond builder No. 3", 30_00, 0),
    ("850064", "Overnight repair serum", 54_00, 0),
    ("850070", "Beard oil", 18_00, 0),
    ("850071", "Beard balm", 17_00, 0),
    ("850080", "Detangling brush", 16_00, 0),
    ("850081", "Round brush, large", 28_00, 0),
    ("850082", "Wide-tooth comb", 8_00, 0),
    ("850083", "Silk scrunchies, set of three", 14_00, 0),
    ("850084", "Silk pillowcase", 49_00, 0),
    ("850085", "Microfibre hair towel", 22_00, 0),
    ("850090", "Hair dryer, ionic", 189_00, 0),
    ("850091", "Ceramic straightener", 149_00, 0),
)
_FEES = (("Late cancellation", 25_00), ("House call", 40_00))
_PLANS = (("Blow-out club, monthly", 79_00),)


def items() -> list[Item]:
    """The whole catalog, to be stored."""
    return [
        *(
            Item(kind=LineKind.SERVICE, name=name, price=price, minutes=minutes, favorite=favorite)
            for name, price, minutes, favorite in _SERVICES
        ),
        *(
            Item(
                kind=LineKind.PRODUCT,
                name=name,
                sku=sku,
                barcode=_barcode(sku),
                price=price,
                taxes=(SALES_TAX.code,),
                favorite=favorite,
            )
            for sku, name, price, favorite in _PRODUCTS
        ),
        *(Item(kind=LineKind.FEE, name=name, price=price) for name, price in _FEES),
        *(Item(kind=LineKind.PLAN, name=name, price=price) for name, price in _PLANS),
    ]


def _barcode(sku: str) -> str:
    """An EAN-13 whose first digit 2 is for use inside a shop (GS1 General Specifications 2.1)."""
    digits = f"200000{sku}"
    odd, even = (sum(map(int, digits[start::2])) for start in (0, 1))
    return f"{digits}{-(odd + 3 * even) % 10}"
