"""What tests of `review` share."""

from EndToEnd.test_drift_forms import sarif_run


def sarif_results(document: dict) -> list[dict]:
    """The results of a valid SARIF document, no two of which are one to GitHub."""
    results = sarif_run(document)["results"]
    prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]
    assert len(set(prints)) == len(prints), "two results would become one"
    return results
