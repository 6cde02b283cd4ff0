"""Values from other threads reach the GUI thread, in order and one by one."""

from threading import Thread, get_ident

from pytestqt.qtbot import QtBot

from ui.post import Latest, Post


def test_what_other_threads_put_is_handed_over_in_order_on_the_gui_thread(qtbot: QtBot) -> None:
    handed: list[tuple[int, int]] = []
    post: Post[int] = Post(lambda value: handed.append((value, get_ident())))

    def work() -> None:
        for value in range(500):
            post.put(value)

    thread = Thread(target=work)
    thread.start()
    qtbot.waitUntil(lambda: len(handed) == 500)
    thread.join()
    assert handed == [(value, get_ident()) for value in range(500)]


def test_what_has_arrived_can_be_fetched_at_once(qtbot: QtBot) -> None:
    handed: list[str] = []
    post: Post[str] = Post(handed.append)
    post.put("last words")
    post.hand_over()
    assert handed == ["last words"]


def test_of_how_something_stands_only_the_newest_is_handed_over(qtbot: QtBot) -> None:
    handed: list[int] = []
    post: Latest[int] = Latest(handed.append)
    for value in range(5):
        post.put(value)
    qtbot.waitUntil(lambda: bool(handed))
    post.hand_over()
    assert handed == [4]
