"""Who goes on with an interrupted pull, when several might."""

from __future__ import annotations

from crossdock.flows.takeover import take_over


class Crowded:
    """A workspace where something happens just before a lock is asked for."""

    def __init__(self, workspace, lock):
        self.store, self.clock, self.run = workspace.store, workspace.clock, workspace.run
        self.lock = lock


class TestTakeOver:
    """A pull has one worker."""

    def test_the_dead_ones_is_taken(self, stage):
        """A running pull that nobody holds is gone on with."""
        left = stage.store.pulls.start("shop", "listings", "run-0")

        pull, lock = take_over(stage.workspace, "shop", "listings", anew=False)
        lock.release()

        assert left.id == pull.id

    def test_the_living_ones_is_left_alone(self, stage):
        """A running pull that somebody holds is theirs; a new one is begun."""
        first, held = take_over(stage.workspace, "shop", "listings", anew=False)
        second, lock = take_over(stage.workspace, "shop", "listings", anew=False)
        held.release()
        lock.release()

        assert first.id != second.id

    def test_anew_gives_it_up(self, stage):
        """With *anew* an interrupted pull is left for good."""
        left = stage.store.pulls.start("shop", "listings", "run-0")

        pull, lock = take_over(stage.workspace, "shop", "listings", anew=True)
        lock.release()

        assert left.id != pull.id
        assert [pull.id] == [one.id for one in stage.store.pulls.unfinished("shop", "listings")]

    def test_one_that_ended_while_we_looked(self, stage):
        """A pull seen as running, and finished before its lock was ours, is not run again."""
        ended = stage.store.pulls.start("shop", "listings", "run-0")

        def finish_first(name):
            if name == f"pull-{ended.id}":
                stage.store.pulls.finish(ended)
            return stage.workspace.lock(name)

        crowded = Crowded(stage.workspace, finish_first)
        pull, lock = take_over(crowded, "shop", "listings", anew=False)
        lock.release()

        assert ended.id != pull.id

    def test_a_new_one_that_another_took_first(self, stage):
        """Should another process take our new pull for an interrupted one, we begin another."""
        stolen = []

        def steal_the_first(name):
            if not stolen:
                stolen.append(stage.workspace.lock(name))
                assert stolen[0].take()
            return stage.workspace.lock(name)

        crowded = Crowded(stage.workspace, steal_the_first)
        pull, lock = take_over(crowded, "shop", "listings", anew=False)

        assert lock.take() is False
        stolen[0].release()
        lock.release()
        assert 2 == pull.id
