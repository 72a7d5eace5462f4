"""Claims in a script that its sources don't support."""

import pytest

from synthesis.studio.scripts import claims


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("97 percent of all coffee is sour, says NASA.", ["97 percent", "says NASA"]),
        ("According to Harvard University, it is the water.", ["According to Harvard University"]),
        ("Studies show that it works.", ["Studies show"]),
        ("Scientists have found a way.", ["Scientists have found"]),
        ("Ninety-seven percent of people do it wrong.", ["Ninety-seven percent"]),
        ("It costs $40 and saves 3 million cups.", ["$40", "3 million"]),
        ("Laut Stiftung Warentest sind 80 Prozent schlecht.", ["Laut Stiftung Warentest", "80 Prozent"]),
        ("NASAによると、97%の人が間違えています。", ["NASAによると", "97%"]),
        ("Three steps. Do 2 things. You say it works, and this shows how.", []),
        ("It got 120,000 views, about 8.4 times its normal.", []),
        ("120K people watched it in a week.", []),
        ("The World Coffee Institute says so.", []),
        ("", []),
    ],
)
def test_claims_that_no_source_supports_are_found(text, found):
    facts = str({"views": 120_000, "score": 8.4, "angle": "The World Coffee Institute measured it."})

    assert claims.unsupported(text=text, facts=facts) == found
