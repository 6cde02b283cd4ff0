"""What is imported for us but not used takes no time of a start, and works all the same."""

import subprocess
import sys


def said_by(program: str) -> str:
    """What a fresh Python prints."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_sqlalchemys_asyncio_is_not_loaded_until_somebody_uses_it() -> None:
    program = """
import pos_app, sqlalchemy, sys
print("asyncio.events" in sys.modules, "importlib.metadata._meta" in sys.modules)
"""
    assert said_by(program) == "False False"


def test_a_deferred_module_works_as_soon_as_it_is_used() -> None:
    program = """
import pos_app, sqlalchemy, asyncio, importlib.metadata
async def three(): return 3
print(asyncio.run(three()), importlib.metadata.version("sqlalchemy") == sqlalchemy.__version__)
import asyncio.events
"""
    assert said_by(program) == "3 True"


def test_a_module_that_is_loaded_already_stays() -> None:
    program = """
import asyncio, sys
before = asyncio
import pos_app
print(sys.modules["asyncio"] is before)
"""
    assert said_by(program) == "True"
