"""Whoever plays the feed from its beginning knows what the graph says: after any story, in any order and split."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.graph.write import Writer
from graph_service.model.model import Model
from tests.feed.replaying import played, present, told
from tests.intake.generators import IDS, Saying, stories
from tests.intake.test_properties_graph import ingest, ingest_more


@settings(
    max_examples=max(10, settings().max_examples // 20),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(stories(), st.sampled_from((0.0, 0.001)), st.booleans())
def test_the_feed_played_is_the_graph(
    writer: Writer, model: Model, story: tuple[list[Saying], list[list[Saying]]], grace: float, each: bool
) -> None:
    _, arrival = story
    ingest(writer, model, arrival, grace=grace, each=each)
    events = told(writer)
    assert played(events) == present(writer, model, IDS)
    ingest_more(writer, model, arrival, grace=grace, each=each)
    assert told(writer) == events, "what is told again changes nothing, so nothing is told"
