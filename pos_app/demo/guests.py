"""The demo salon's clients: names as real lists have them, long ones and accents included."""

from collections.abc import Sequence
from itertools import chain
from random import Random
from unicodedata import normalize

from pos_app.domain.shop import Client
from pos_app.services.imports import NewClient

AMARA = Client(name="Amara Thompson", email="amara.t@example.com", phone="(503) 555-0142")
DANA = Client(name="Dana Ortiz", email="dana.ortiz@example.com", phone="(503) 555-0119")
LENA = Client(name="Lena Fischer", email="lena.fischer@example.com", phone="(971) 555-0177")
_LONG = (
    "Maria-Magdalena Konstantinopoulou-Featherstonehaugh de la Vega y Villanueva",
    "Wolfeschlegelsteinhausenbergerdorff",
    "José Luis Rodríguez-Zapatero Hernández de los Santos",
    "Nguyễn Thị Minh Khai",
    "Þórdís Kolbrún Reykfjörð Gylfadóttir",
    "Zoë Ångström",
    "Siân O’Shaughnessy-Llewellyn",
)
_FIRST = (
    "Olivia Noah Emma Liam Ava Mateo Sofía Lucas Mia Ethan Zoë Aarav Priyanka Chloé Hannah Jürgen"
    " Anaïs Björn Noor Yusuf Amélie Tomás Ingrid Renée Kofi Nia Femi Aisha Omar Leila Hiroshi Yuki"
    " Mei Wei Ji-woo Minh Linh Sven Astrid Łukasz Zofia Jana Petr Milan Elif Deniz Camila Diego"
    " Valentina Andrés Beatriz João Inês Giulia Matteo Élodie Théo Siobhán Cillian Rhys Carys"
    " Grace Henry Eleanor Jack Ruby Oscar Ivy Jasmine Tyrone Keisha Malik Imani Brooke Cody Paige"
)
_LAST = (
    "Smith Johnson Williams Brown Jones García Miller Davis Rodríguez Martínez Hernández López"
    " Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris"
    " Sánchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill"
    " Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Müller Schröder"
    " Fischer Weiß Novák Dvořák Kowalski Wiśniewska Okafor Adeyemi Mensah Diallo Patel Singh Sharma"
    " Khan Rahman Tanaka Suzuki Kim Park Choi Chen Wang Lin Tran Phạm O’Brien Murphy MacLeod Evans"
    " D’Angelo Rossi Ferrari Silva Costa Åkesson Lindqvist Hansen Øvergård Yılmaz Öztürk Haddad"
)


def clients(count: int, chance: Random) -> list[NewClient]:
    """That many clients, as the salon's old till would hand them over, some with a balance.

    First come those whom the demo's open tickets are about. Amara has $30.00 of credit.
    """
    return [
        NewClient(AMARA, has=30_00),
        NewClient(DANA),
        NewClient(LENA),
        *(_with_balance(card, chance) for card in cards(count - 3, chance)),
    ]


def _with_balance(card: Client, chance: Random) -> NewClient:
    owed = chance.randrange(10, 90) * 1_00 if chance.random() < 0.03 else 0
    has = chance.choice((10_00, 15_00, 25_00, 50_00)) if chance.random() < 0.06 else 0
    return NewClient(card, owed=owed, has=has)


def cards(count: int, chance: Random, start: int = 0) -> list[Client]:
    """That many cards, whose e-mail addresses are numbered from ``start``: no two are alike."""
    first, last = _FIRST.split(), _LAST.split()
    numbers = range(start, start + count)
    names = chain(
        _LONG, (f"{chance.choice(first)} {_last_name(last, chance)}" for _number in numbers)
    )
    return [_card(name, number, chance) for number, name in zip(numbers, names, strict=False)]


def _last_name(names: Sequence[str], chance: Random) -> str:
    name = chance.choice(names)
    return f"{name}-{chance.choice(names)}" if chance.random() < 0.06 else name


def _card(name: str, number: int, chance: Random) -> Client:
    phone = f"({chance.choice((503, 971, 360, 541))}) 555-{chance.randrange(10_000):04d}"
    return Client(
        name=name,
        email=f"{_address(name)}{number}@example.com" if chance.random() < 0.9 else "",
        phone=phone if chance.random() < 0.92 else "",
    )


def _address(name: str) -> str:
    plain = normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return ".".join("".join(c if c.isalnum() else " " for c in plain).split())[:40]
