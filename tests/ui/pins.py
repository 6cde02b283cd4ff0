"""People who can sign in. Hashing is slow on purpose in the product, so it is done once here."""

from dataclasses import replace
from functools import cache

from pos_app.persistence import catalog, people
from pos_app.security.pin import hash_secret
from pos_app.services.desk import Desk
from pos_app.services.staff import normal_code

MANAGER_PIN, DESK_PIN = "2580", "1357"
RECOVERY_CODE = "ABCD-EFGH-JKLM-NPQR"


@cache
def hashed(secret: str) -> str:
    """The hash of a PIN or code."""
    return hash_secret(secret)


def give_pins(desk: Desk) -> None:
    """Maya (S1) and Leo (S2) get PINs, the shop a recovery code."""
    with desk.database.write() as connection:
        people.put_staff(connection, "S1", pin_hash=hashed(MANAGER_PIN))
        people.put_staff(connection, "S2", pin_hash=hashed(DESK_PIN))
        settings = catalog.load_settings(connection)
        fresh = replace(settings, recovery_hash=hashed(normal_code(RECOVERY_CODE)))
        catalog.save_settings(connection, fresh)
