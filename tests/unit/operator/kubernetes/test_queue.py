import threading
import time

from tune_operator.kubernetes.queue import WorkQueue


def test_a_key_put_twice_is_taken_once():
    queue: WorkQueue[str] = WorkQueue()
    queue.put("a")
    queue.put("a")
    assert queue.take() == "a"
    queue.done("a")
    assert queue.waiting() == 0


def test_the_sooner_time_holds():
    queue: WorkQueue[str] = WorkQueue()
    queue.put("late", 60)
    queue.put("late", 0)
    queue.put("late", 30)
    assert queue.take() == "late"


def test_keys_come_when_they_are_due():
    queue: WorkQueue[str] = WorkQueue()
    queue.put("second", 0.05)
    queue.put("first")
    began = time.monotonic()
    assert [queue.take(), queue.take()] == ["first", "second"]
    assert time.monotonic() - began >= 0.05


def test_a_key_that_is_worked_on_is_taken_again_only_when_done():
    queue: WorkQueue[str] = WorkQueue()
    queue.put("a")
    assert queue.take() == "a"
    queue.put("a")
    taken: list[str | None] = []
    waiter = threading.Thread(target=lambda: taken.append(queue.take()))
    waiter.start()
    waiter.join(0.1)
    assert taken == []
    queue.done("a")
    waiter.join(5)
    assert taken == ["a"]


def test_closing_lets_the_waiting_go():
    queue: WorkQueue[str] = WorkQueue()
    taken: list[str | None] = []
    waiter = threading.Thread(target=lambda: taken.append(queue.take()))
    waiter.start()
    queue.close()
    waiter.join(5)
    assert taken == [None]


def test_many_workers_never_share_a_key():
    queue: WorkQueue[int] = WorkQueue()
    busy: set[int] = set()
    clashes: list[int] = []
    lock = threading.Lock()

    def work() -> None:
        while (key := queue.take()) is not None:
            with lock:
                if key in busy:
                    clashes.append(key)
                busy.add(key)
            time.sleep(0.001)
            with lock:
                busy.discard(key)
            queue.done(key)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for turn in range(300):
        queue.put(turn % 7)
        time.sleep(0.0003)
    queue.close()
    for worker in workers:
        worker.join(5)
    assert clashes == []
