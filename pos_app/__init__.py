"""A front desk's checkout: tickets, payments, clients' balances and the books under them."""

import inspect

from pos_app.deferred import defer

defer("asyncio", iscoroutine=inspect.iscoroutine)
defer("importlib.metadata")
