"""The trail of a whole year, made by commands, reads as Japanese sentences on both stores."""

import re

from domain.plan import Plan
from pdca.sentences import sentences
from pdca.viewing import CONSOLE_VIEWER
from tests.review import STARRED


def test_a_whole_year_is_told(review):
    review.whole_year()
    engine = review.engine
    log = engine.log.since(0, 1000)
    told = sentences(engine, log, CONSOLE_VIEWER)
    assert [s.position for s in told] == [r.position for r in log]
    for sentence in told:
        assert sentence.text.endswith("。")
        assert not re.search(r"[a-z_]{2,}|[0-9a-f]{8}-", sentence.text.replace("進み具合.txt", ""))
    words = [s.text for s in sentences(engine, engine.history(review.items[STARRED]), CONSOLE_VIEWER)]
    assert "「第1回会議」で、改善案の第1版が異議なしにより承認となりました。" in words


def test_the_published_year_tells_the_public_no_name_and_no_opinion(review):
    review.whole_year()
    engine = review.engine
    through = engine.load(Plan, review.plan).publications[-1].through
    told = sentences(engine, engine.log.since(0, 1000), None, through)
    assert told
    assert max(s.position for s in told) <= through
    text = "".join((s.who + s.text + s.about + str(s.before) + str(s.after)) for s in told)
    assert not re.search("桐谷|三木|北原|早瀬|園田|雨の日も開けて|声があった", text)
