"""Dispatch in the database: eligibility, assignment, and the number of SQL statements."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from billing import plans, subscriptions
from synthesis.models import Attempt, EngineClock, Renderer, RendererStatus, RenderStatus, Turn
from synthesis.rendering import dispatch, renderers
from synthesis.rendering.dispatch import rows
from synthesis.tests.conftest import make_video, open_workspace, put_into_drawing, register, start_render
from synthesis.tests.stand_ins import ScriptedNode

pytestmark = pytest.mark.django_db


def waiting_render(*, scene_count=2, engine="motion", workspace=None, **share):
    render = put_into_drawing(
        start_render(make_video(workspace or open_workspace(), scene_count=scene_count)), **share
    )
    Attempt.objects.filter(render=render).update(engine=engine)
    return render


def second_node(**fields):
    return Renderer.objects.create(
        name="Second", base_url="http://127.0.0.1:1", **{"status": RendererStatus.READY, "slots": 2, **fields}
    )


def held_by(node):
    return Attempt.objects.in_flight().filter(renderer=node).count()


def test_a_node_gets_only_attempts_for_its_engines(node):
    painter = second_node(engines=["wan"])
    drawn, painted = waiting_render(), waiting_render(engine="wan")

    dispatch.assign()

    assert set(Attempt.objects.filter(render=drawn).values_list("renderer", flat=True)) == {node.pk}
    assert set(Attempt.objects.filter(render=painted).values_list("renderer", flat=True)) == {painter.pk}


def test_waiting_attempts_follow_the_plan_and_running_ones_do_not(node):
    workspace, other = open_workspace(), open_workspace()
    render = waiting_render(scene_count=3, workspace=workspace)
    waiting_render(workspace=other)
    drawn = Attempt.objects.filter(render=render)[0]
    Attempt.objects.filter(pk=drawn.pk).update(renderer=node)

    def weights():
        return sorted(Attempt.objects.waiting().values_list("workspace", "weight", "has_reserve", "at_once"))

    before = weights()
    subscriptions.assign(workspace=workspace, plan=plans.EMPIRE, reason="A test", actor=None)
    assert sorted(weights()) == sorted([(workspace.pk, 4, True, 40), (other.pk, 1, False, 4)] * 2)
    drawn.refresh_from_db()
    assert drawn.weight == 1

    subscriptions.assign(workspace=workspace, plan=None, reason="A test", actor=None)
    assert weights() == before


def test_work_is_spread_over_nodes(node):
    other = second_node(engines=["motion"], slots=4)
    waiting_render(scene_count=4)

    dispatch.assign()

    assert (held_by(node), held_by(other)) == (2, 2)


def test_a_plan_holds_no_more_at_a_time_than_it_covers(node):
    render = waiting_render(scene_count=3, at_once=2)

    assert len(dispatch.assign()) == 2
    reason = dispatch.wait_reason(render=render, attempts=list(Attempt.objects.filter(renderer=None)))
    assert reason is not None
    assert reason.code == "plan_limit"
    assert reason.message.startswith("Your plan renders 2 scenes at a time.")

    Attempt.objects.in_flight().update(status=RenderStatus.SUCCEEDED)
    assert len(dispatch.assign()) == 1


def test_virtual_times_survive_a_restart(node):
    """Turns survive a restart: a workspace that recently received much waits for one that received little."""
    Renderer.objects.update(slots=2)
    busy, quiet = open_workspace(), open_workspace()
    waiting_render(workspace=busy, scene_count=4, expected_s=50)
    dispatch.assign()
    Attempt.objects.in_flight().update(status=RenderStatus.SUCCEEDED)
    theirs = waiting_render(workspace=quiet, scene_count=2, expected_s=10)

    assert dispatch.assign() == [theirs.pk] * 2
    assert Turn.objects.get(workspace=busy).time_s == 100
    assert EngineClock.objects.get(engine="motion").time_s == 60


def test_lent_slots_return_to_the_reserve(node):
    Renderer.objects.update(slots=8)
    for _ in range(3):
        waiting_render(scene_count=4)
    dispatch.assign()
    empire = waiting_render(scene_count=4, weight=4, has_reserve=True, at_once=40)
    Turn.objects.update(time_s=0)
    Turn.objects.create(workspace_id=empire.workspace_id, engine="motion", time_s=900)
    assert dispatch.assign() == []

    given = []
    for attempt in Attempt.objects.in_flight().filter(has_reserve=False)[:3]:
        attempt.move_to(RenderStatus.SUCCEEDED)
        given += dispatch.assign()

    assert given[:2] == [empire.pk] * 2
    assert given[2] != empire.pk


def test_an_attempt_canceled_meanwhile_is_not_assigned(node):
    render = waiting_render(scene_count=3)
    Renderer.objects.update(slots=1)
    fair_queue = rows.fair_queue(engines={"motion"}, held=[])
    Attempt.objects.filter(render=render).update(status=RenderStatus.CANCELED)

    assert rows.first_of(next(iter(fair_queue.queues.values()))) is None
    assert dispatch.assign() == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_fill_no_slot_twice(node):
    waiting_render(scene_count=4)
    waiting_render(scene_count=4)
    start = threading.Barrier(4)

    def assign():
        try:
            start.wait(timeout=10)
            dispatch.assign()
        finally:
            connection.close()

    threads = [threading.Thread(target=assign) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert held_by(node) == 4
    node.refresh_from_db()
    assert (node.status, node.turns) == (RendererStatus.BUSY, 4)


def test_full_nodes_cost_two_queries(node, django_assert_num_queries):
    Renderer.objects.update(slots=2)
    waiting_render(scene_count=4)
    dispatch.assign()

    # The savepoint around it, the lock, the nodes and their attempts.
    with django_assert_num_queries(5):
        dispatch.assign()


def test_a_long_queue_is_not_read_completely(node):
    """However many attempts a workspace has waiting, the queue is read by the index, from workspace to
    workspace.
    """
    render = waiting_render()
    one = Attempt.objects.filter(render=render)[0]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO synthesis_attempt SELECT (jsonb_populate_record(a, jsonb_build_object("
            "'id', 'atm_' || n, 'scene_key', 'scn_' || n))).* "
            "FROM synthesis_attempt a, generate_series(1, 5000) n WHERE a.id = %s",
            [one.pk],
        )
        cursor.execute("ANALYZE synthesis_attempt")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {rows.WORKSPACE_QUEUES}", {"engines": ["motion"]})
        plan = cursor.fetchone()[0][0]["Plan"]

    read = [step["Actual Rows"] * step["Actual Loops"] for step in steps_of(plan) if "Relation Name" in step]
    assert Attempt.objects.waiting().count() > 5_000
    assert sum(read) < 20


def steps_of(plan):
    """The steps of a query plan, from the top."""
    yield plan
    for below in plan.get("Plans", []):
        yield from steps_of(below)


class TestReasons:
    """Wait reasons, in words."""

    def reason(self, render):
        found = dispatch.wait_reason(render=render)
        assert found is not None
        return found

    def test_an_unclaimed_render_says_whether_workers_run(self, render):
        assert self.reason(render).code == "about_to_begin"

        render.created_at -= timedelta(minutes=1)
        assert self.reason(render).code == "no_worker"

        waiting_render()
        assert self.reason(render).code == "workers_busy"

    def test_no_node_has_the_engine(self, node):
        reason = self.reason(waiting_render(engine="wan"))

        assert reason.code == "no_engine"
        assert "offers wan" in reason.message

    def test_a_starting_node_may_have_the_engine(self, db):
        second_node(status=RendererStatus.STARTING)

        assert self.reason(waiting_render(engine="wan")).code == "node_starting"

    def test_assigned_to_a_node_with_other_attempts_ahead(self, node):
        Renderer.objects.update(slots=3)
        waiting_render(expected_s=20)
        dispatch.assign()
        render = waiting_render(expected_s=20, scene_count=1)
        dispatch.assign()

        reason = self.reason(render)

        assert reason.code == "assigned"
        assert reason.message == "Assigned to Scripted, with 2 scenes ahead of yours."
        assert reason.eta_s == 20

    def test_assigned_to_a_node_that_stopped_responding(self, node):
        render = waiting_render()
        dispatch.assign()
        Renderer.objects.update(status=RendererStatus.LOST)

        reason = self.reason(render)

        assert reason.code == "node_lost"
        assert reason.message.startswith("Scripted stopped responding.")

    def test_the_wait_is_the_work_ahead(self, node):
        Renderer.objects.update(slots=2)
        drawn = waiting_render(expected_s=60)
        dispatch.assign()
        before = waiting_render(expected_s=30)
        render = waiting_render(expected_s=30)

        reason = self.reason(render)

        assert (reason.code, reason.position) == ("nodes_busy", 2)
        # One worker: two attempts of 60 s are in progress, one of 30 s comes before; p90 is twice that.
        assert (reason.eta_s, reason.eta_p90_s) == (150, 300)
        assert self.reason(before).position == 1
        assert self.reason(drawn).code == "assigned"

    def test_the_reason_states_the_priority_of_the_plan(self, node):
        Renderer.objects.update(slots=2)
        waiting_render()
        dispatch.assign()
        empire = waiting_render(weight=4, has_reserve=True)
        free = waiting_render()

        assert self.reason(empire).note == (
            "Your plan has priority: it gets 4 turns for each Free turn and reserves 25% of the nodes."
        )
        assert self.reason(free).note == "Larger plans get up to 4 turns for each of yours."

    def test_a_draining_node_is_distinguished_from_a_busy_one(self, node):
        renderers.drain(renderer=node)

        assert self.reason(waiting_render()).code == "node_draining"


def test_a_second_node_gets_the_overflow_of_the_first(node):
    Renderer.objects.update(slots=1)
    with ScriptedNode() as scripted:
        other = register(scripted, slots=1)
        waiting_render(scene_count=3)

        dispatch.assign()

        assert (held_by(node), held_by(other)) == (1, 1)
