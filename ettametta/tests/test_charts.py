"""Server-rendered charts."""

from ettametta.components import charts


def test_a_sparkline_of_one_value_is_not_drawn():
    assert charts.sparkline([3, None])["line"] == ""


def test_a_sparkline_says_where_it_begins_and_ends():
    drawn = charts.sparkline([120, None, 35_600], label="Views")

    assert drawn["label"] == "Views: from 120 to 35.6K, 2 measurements"
    assert drawn["line"] == "M0.0 29.0 L120.0 3.0"


def test_a_flat_sparkline_is_a_level_line():
    assert charts.sparkline([5, 5, 5])["line"] == "M0.0 29.0 L60.0 29.0 L120.0 29.0"


def test_a_band_plot_without_a_range_is_not_drawn():
    assert charts.band_plot(8.4, None, None)["drawn"] is False


def test_a_band_plot_tells_its_range_in_words():
    drawn = charts.band_plot(8.4, 0.5, 2.1, 1.0)

    assert drawn["label"] == "8.4× against a normal range of 0.5× to 2.1×"
    assert 0 < float(drawn["band_x"]) < float(drawn["median_x"]) < float(drawn["value_x"]) < 160


def test_a_band_plot_bears_values_of_nought():
    drawn = charts.band_plot(0, 0, 0, 0, peers=[0, 0])

    assert drawn["drawn"] is True


def test_a_chart_keeps_its_band_inside_its_scales():
    drawn = charts.line_chart([(0, 10), (4, 90)], band=[(0, 0, 20, 40), (4, 10, 100, 380)])

    assert [tick.label for tick in drawn["rows"]] == ["0", "100", "200", "300", "400"]
    assert [tick.label for tick in drawn["columns"]] == ["0 h", "1 h", "2 h", "3 h", "4 h"]
    assert drawn["label"] == "Views: 90 at 4 h"


def test_a_chart_of_one_point_is_not_drawn():
    assert charts.line_chart([(0, 10)])["drawn"] is False


def test_a_chart_of_noughts_is_drawn():
    assert charts.line_chart([(0, 0), (0, 0)])["drawn"] is True
