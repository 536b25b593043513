from domain.review_cycle import ReviewCycle
def test_a_whole_year(review):
    review.whole_year()
    assert review.engine.load(ReviewCycle, review.cycle).closed
