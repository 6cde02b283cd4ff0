"""Who works at the tills, what they may do there, and what the owner chose."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import rule

from pos_app.domain.shop import CreditUse
from pos_app.persistence import catalog
from pos_app.security.roles import FRONT_DESK_MAY, Permission, Rights
from tests.conftest import FRONT_DESK, MANAGER
from tests.services.counter import Counter
from tests.services.random_till.shop import PICK, RandomShop

SOME_RIGHTS = st.one_of(st.just(FRONT_DESK_MAY), st.frozensets(st.sampled_from(Permission)))


class WorkActs(RandomShop):
    """The managers leave the tills to the front desk, and come back."""

    @rule(pick=PICK)
    def the_manager_takes_over(self, pick: int) -> None:
        self.tills[pick % 2] = Counter(self.at(pick).desk.as_staff(MANAGER))

    @rule(pick=PICK, may=SOME_RIGHTS, with_pin=st.sampled_from([False, False, True]))
    def the_front_desk_takes_over(
        self, pick: int, may: frozenset[Permission], with_pin: bool
    ) -> None:
        """They may what the owner says now; perhaps a manager stands by and gives their PIN."""
        self.model.front_desk = may
        desk = self.at(pick).desk.as_staff(FRONT_DESK)
        with desk.database.write() as connection:
            stored = catalog.load_settings(connection)
            catalog.save_settings(connection, replace(stored, rights=Rights(front_desk=may)))
        self.tills[pick % 2] = Counter(desk.authorised_by(MANAGER) if with_pin else desk)

    def choose(self, credit_use: CreditUse) -> None:
        """What becomes of a client's credit on new tickets (R9), from the next morning on."""
        self.model.credit_use = credit_use
        chosen = replace(self.tills[0].desk.settings, credit_use=credit_use)
        with self.tills[0].desk.database.write() as connection:
            catalog.save_settings(connection, chosen)
        self.tills = [Counter(replace(till.desk, settings=chosen)) for till in self.tills]
