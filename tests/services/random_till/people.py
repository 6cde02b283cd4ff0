"""Clients come, are archived and brought back, and turn out to be one and the same (R17)."""

from hypothesis.stateful import precondition, rule

from pos_app.security.roles import Permission
from pos_app.services import clients, merging
from tests.services.random_till.model import Person
from tests.services.random_till.shop import PICK, RandomShop

MOST = 4


class PeopleActs(RandomShop):
    """A manager keeps the list of clients in order."""

    @precondition(lambda self: len(self.model.people) < MOST)
    @rule(pick=PICK)
    def somebody_new_comes(self, pick: int) -> None:
        client = self.at(pick).client(f"Client {len(self.model.everybody)}")
        self.model.people[client] = Person()

    @precondition(lambda self: len(self.model.people) > 1)
    @rule(pick=PICK, who=PICK, other=PICK)
    def merge(self, pick: int, who: int, other: int) -> None:
        desk, gone, into = self.at(pick).desk, self.a_client(who), self.a_client(other)
        allowed = gone != into and self.may(pick, Permission.CLIENTS)
        if self.expect(allowed, lambda: merging.merge(desk, gone, into)):
            self.model.merge(gone, into)
            self.expect(False, lambda: clients.bring_back(desk, gone))

    @precondition(lambda self: len(self.model.people) > 1)
    @rule(pick=PICK, who=PICK)
    def archive(self, pick: int, who: int) -> None:
        desk, client = self.at(pick).desk, self.a_client(who)
        allowed = self.model.may_archive(client) and self.may(pick, Permission.CLIENTS)
        if self.expect(allowed, lambda: clients.archive(desk, client)):
            self.model.archived[client] = self.model.people.pop(client)

    @precondition(lambda self: self.model.archived)
    @rule(pick=PICK, who=PICK)
    def bring_back(self, pick: int, who: int) -> None:
        """Whoever was merged into another client stays away."""
        client = sorted(self.model.archived)[who % len(self.model.archived)]
        desk = self.at(pick).desk
        allowed = client not in self.model.merged and self.may(pick, Permission.CLIENTS)
        if self.expect(allowed, lambda: clients.bring_back(desk, client)):
            self.model.people[client] = self.model.archived.pop(client)
