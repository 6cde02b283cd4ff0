"""Clients and catalogs come over from other software whole, or not at all."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from pos_app import locales
from pos_app.domain.client_account import FundKind, Standing
from pos_app.domain.money import use_format
from pos_app.domain.shop import Client, Item
from pos_app.domain.ticket import LineKind
from pos_app.errors import UserError
from pos_app.persistence import accounts, catalog, people
from pos_app.persistence.tables.accounts import charges, funds
from pos_app.persistence.tables.books import entries
from pos_app.persistence.tables.people import clients
from pos_app.persistence.tables.series import audit
from pos_app.services.desk import Desk
from pos_app.services.import_catalog import import_catalog, plan_catalog
from pos_app.services.imports import NewClient, Positive, add_clients, import_clients, plan_clients
from tests.builders import a_client, an_item
from tests.conftest import FRONT_DESK


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "from-elsewhere.csv"


def _standing(desk: Desk, client_id: int) -> Standing:
    with desk.read() as connection:
        return accounts.standing(connection, client_id, desk.today)


def _count(desk: Desk) -> int:
    with desk.read() as connection:
        return connection.scalar(select(func.count()).select_from(clients)) or 0


SPANISH = """Nombre;Apellidos;Correo electrónico;Teléfono;Saldo
Begoña;Núñez;begona@example.es;600 123 456;1.234,50
Iker;Etxeberria;;;-20,00
Ana;Gil;ana@example.es;;0,00
"""


def test_a_spanish_file_brings_clients_with_what_they_owe_and_have(desk: Desk, file: Path) -> None:
    file.write_text(SPANISH, encoding="latin-1")
    plan = plan_clients(desk, file, Positive.OWES)
    assert plan.problems == ()
    changes = import_clients(desk, plan, FundKind.OPEN_PAYMENT)
    assert changes.clients == {1, 2, 3}
    assert _standing(desk, 1) == Standing(owed=123450)
    assert _standing(desk, 2) == Standing(open_payments=2000)
    assert _standing(desk, 3) == Standing()
    with desk.read() as connection:
        begona = people.client(connection, 1)
        found = people.find(connection, "nunez")
        assert connection.scalars(select(charges.c.origin)).all() == ["opening_balance"]
        assert connection.scalars(select(funds.c.origin)).all() == ["opening_balance"]
        assert connection.scalars(select(entries.c.reason)).all() == ["from-elsewhere.csv"] * 2
        assert connection.scalars(select(audit.c.act)).all() == ["clients.import"]
    assert begona is not None
    assert (begona.name, begona.phone) == ("Begoña Núñez", "600 123 456")
    assert found == [begona]


def test_a_plan_says_per_line_what_would_happen_and_writes_nothing(desk: Desk, file: Path) -> None:
    file.write_text(SPANISH)
    plan = plan_clients(desk, file, Positive.OWES)
    assert [(new.line, str(new)) for new in plan.lines] == [
        (2, "add Begoña Núñez, begona@example.es, 600 123 456: Owes $1,234.50"),
        (3, "add Iker Etxeberria: Has $20.00"),
        (4, "add Ana Gil, ana@example.es"),
    ]
    assert _count(desk) == 0


def test_a_positive_balance_may_be_money_to_spend(desk: Desk, file: Path) -> None:
    file.write_text("name,balance\nAda,80.00\nBob,-5.00\n")
    import_clients(desk, plan_clients(desk, file, Positive.HAS), FundKind.CREDIT)
    assert _standing(desk, 1) == Standing(credits=8000)
    assert _standing(desk, 2) == Standing(owed=500)


def test_balances_are_refused_until_their_sign_is_explained(desk: Desk, file: Path) -> None:
    file.write_text("name,balance\nAda,80.00\n")
    with pytest.raises(UserError, match="owes or has"):
        plan_clients(desk, file)


def test_a_file_without_balances_needs_no_explanation(desk: Desk, file: Path) -> None:
    file.write_text("name,balance\nAda,0.00\nBob,\n")
    assert len(plan_clients(desk, file).lines) == 2


def test_money_to_spend_is_refused_until_it_is_said_what_it_is(desk: Desk, file: Path) -> None:
    file.write_text("name,balance\nAda,80.00\n")
    with pytest.raises(UserError, match="--spendable"):
        import_clients(desk, plan_clients(desk, file, Positive.HAS))
    assert _count(desk) == 0


def test_every_problem_is_named_with_its_line_and_nothing_is_imported(
    desk: Desk, file: Path
) -> None:
    people_here = a_client(name="Amara Okafor", email="Amara@Example.com")
    with desk.write("test") as connection:
        people.add_clients(connection, [people_here], desk.at)
    file.write_text(
        "name,email,phone,balance\n"
        "Ada,ada@example.com,,12.50\n"
        ",nobody@example.com,,\n"
        "Bob,not an address,,\n"
        "Cy,ADA@example.com,,\n"
        "Dee,amara@example.com,,\n"
        "Eve,,call me,\n"
        "Flo,,,twelve\n"
        "Gus,,,1,234.50\n"
        ",ada@example.com,call me,twelve\n"
    )
    plan = plan_clients(desk, file, Positive.OWES)
    assert [(p.line, p.text) for p in plan.problems] == [
        (3, "Enter a name."),
        (4, "“not an address” is not an e-mail address."),
        (5, "Line 2 has the same e-mail address."),
        (6, "Amara Okafor already has this e-mail address."),
        (7, "“call me” is not a phone number."),
        (8, "“twelve” is not an amount."),
        (9, "This line has 5, the first line 4 cells."),
        (10, "“twelve” is not an amount."),
        (10, "Enter a name."),
        (10, "“call me” is not a phone number."),
        (10, "Line 2 has the same e-mail address."),
    ]
    with pytest.raises(UserError, match=r"Nothing was imported\. Line 3: Enter a name\."):
        import_clients(desk, plan, FundKind.CREDIT)
    assert _count(desk) == 1


def test_a_client_who_was_added_meanwhile_stops_the_import(desk: Desk, file: Path) -> None:
    file.write_text("name,email\nAda,ada@example.com\nBob,bob@example.com\n")
    plan = plan_clients(desk, file)
    with desk.write("test") as connection:
        people.add_clients(connection, [a_client(email="bob@example.com")], desk.at)
    with pytest.raises(UserError, match="meanwhile"):
        import_clients(desk, plan)
    assert _count(desk) == 1


def test_a_failure_in_the_middle_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_app.services.tabular.AT_ONCE", 2)

    def power_cut(done: int, _of: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    many = [NewClient(a_client(email=f"{n}@example.com"), owed=100) for n in range(6)]
    with pytest.raises(KeyboardInterrupt):
        add_clients(desk, many, progress=power_cut)
    assert _count(desk) == 0


def test_only_a_manager_imports(desk: Desk, file: Path) -> None:
    file.write_text("name\nAda\n")
    with pytest.raises(UserError, match="may not do this"):
        import_clients(desk.as_staff(FRONT_DESK), plan_clients(desk, file))


def test_amounts_have_the_decimals_of_the_shops_currency(desk: Desk, file: Path) -> None:
    use_format(locales.money_format("JPY", "ja_JP"))
    yen = replace(desk, settings=replace(desk.settings, currency="JPY"))
    file.write_text("name,balance\nAda,￥1234\nBob,12.50\nCy,¥1234\n")
    plan = plan_clients(yen, file, Positive.OWES)
    assert [new.owed for new in plan.lines] == [1234, 1234]
    assert [p.line for p in plan.problems] == [3]


def test_an_import_of_thousands_tells_how_far_it_is(desk: Desk, file: Path) -> None:
    many = 3000
    lines = (f"Client {n},c{n}@example.com,555-{n:07d},{n % 90}.50" for n in range(many))
    file.write_text("name,email,phone,balance\n" + "\n".join(lines))
    told: list[tuple[int, int]] = []
    plan = plan_clients(desk, file, Positive.OWES)
    import_clients(desk, plan, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (many, many)
    assert _count(desk) == many


CATALOG = """Nombre;Tipo;Referencia;Código de barras;Precio;Duración;Impuestos
Corte;servicio;;;25,00;30;
Champú;Producto;CH-1;8412345678905;12,95;;sales
"""


def test_a_spanish_catalog_is_brought_in(desk: Desk, file: Path) -> None:
    file.write_bytes(CATALOG.encode("utf-8-sig"))
    plan = plan_catalog(desk, file)
    assert [(new.line, str(new)) for new in plan.lines] == [
        (2, "add service “Corte” at $25.00, no tax"),
        (3, "add product “Champú” at $12.95, tax sales"),
    ]
    import_catalog(desk, plan)
    with desk.read() as connection:
        assert catalog.scanned(connection, "8412345678905") == Item(
            id=2,
            kind=LineKind.PRODUCT,
            name="Champú",
            sku="CH-1",
            barcode="8412345678905",
            price=1295,
            taxes=("sales",),
        )
        assert [item.minutes for item in catalog.find_items(connection, "corte")] == [30]


def test_every_problem_of_a_catalog_is_named_with_its_line(desk: Desk, file: Path) -> None:
    with desk.write("test") as connection:
        catalog.put_item(connection, an_item(name="Comb", barcode="111"))
    file.write_text(
        "name,type,sku,barcode,price,minutes,tax\n"
        "Cut,service,A1,,45.00,45,Sales tax\n"
        "Wax,weapon,,,5.00,,\n"
        "Dye,,,,5.00,,\n"
        "Gel,product,A1,,5.00,,\n"
        "Oil,product,,111,5.00,,\n"
        "Spa,service,,,,,\n"
        "Tip,fee,,,-1.00,,\n"
        "Jar,product,,,5.00,soon,\n"
        "Mud,product,,,5.00,,luxury\n"
        ",product,,,5.00,,\n"
        f"{'x' * 81},weapon,A1,{'1' * 61},much,soon,luxury\n"
    )
    plan = plan_catalog(desk, file)
    assert [(p.line, p.text) for p in plan.problems] == [
        (3, "“weapon” is no kind of item."),
        (4, "This line does not say whether it is a service or a product."),
        (5, "Line 2 has the same code, “A1”."),
        (6, "Comb already has the code “111”."),
        (7, "Enter a price of zero or more."),
        (8, "Enter a price of zero or more."),
        (9, "“soon” is not a number of minutes."),
        (10, "There is no tax “luxury” in this shop."),
        (11, "Enter a name."),
        (12, "“much” is not an amount."),
        (12, "A name has at most 80 characters."),
        (12, "A code has at most 60 characters."),
        (12, "“weapon” is no kind of item."),
        (12, "“soon” is not a number of minutes."),
        (12, "There is no tax “luxury” in this shop."),
        (12, "Line 2 has the same code, “A1”."),
    ]
    with pytest.raises(UserError, match="Nothing was imported"):
        import_catalog(desk, plan)


def test_a_catalog_without_kinds_is_of_the_kind_that_is_said(desk: Desk, file: Path) -> None:
    file.write_text("name,price\nCut,45.00\n")
    assert plan_catalog(desk, file).problems
    plan = plan_catalog(desk, file, LineKind.SERVICE)
    assert [new.item.kind for new in plan.lines] == [LineKind.SERVICE]


def test_a_table_without_names_or_prices_is_refused(desk: Desk, file: Path) -> None:
    file.write_text("name,sku\nCut,A1\n")
    with pytest.raises(UserError, match="no column “price”"):
        plan_catalog(desk, file)


def test_imported_clients_keep_their_card(desk: Desk, file: Path) -> None:
    file.write_text('name,notes\n"  Ada   Lovelace ","allergic to latex"\n')
    import_clients(desk, plan_clients(desk, file))
    with desk.read() as connection:
        assert people.client(connection, 1) == Client(
            id=1, code="C000001", name="Ada Lovelace", note="allergic to latex"
        )
