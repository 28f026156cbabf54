"""Reports in a real browser: nothing overflows, nothing complains, and figures can be zoomed and read off."""

import pytest

from magnetosonic.outputs.figures import draw_all
from magnetosonic.outputs.report.html import write_report
from magnetosonic.outputs.report.run_report import run_page
from tests.outputs.coarse_run import coarse_origin, coarse_results
from tests.outputs.report.browser import CHROMIUM, Browser
from tests.outputs.report.pages import page_of_everything

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install Debian's package chromium")
PHONE, LAPTOP = 390, 1280  # px


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with Browser(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture(scope="module")
def run_report(tmp_path_factory):
    path = tmp_path_factory.mktemp("run") / "report.html"
    results = coarse_results()
    write_report(run_page(results, coarse_origin(), draw_all(results, "small")), path)
    return path


@pytest.fixture(scope="module")
def strange_report(tmp_path_factory):
    path = tmp_path_factory.mktemp("strange") / "report.html"
    write_report(page_of_everything(), path)
    return path


@pytest.fixture
def figure(browser, strange_report):
    """The second figure of the report: its place in the window, and the text below it."""
    browser.open(strange_report, LAPTOP)
    browser.evaluate("document.querySelector('#figure2 .frame').scrollIntoView({block: 'center', behavior: 'instant'})")
    return Figure(browser)


class Figure:
    def __init__(self, browser):
        self.browser = browser
        box = "(() => {const b = document.querySelector('#figure2 svg').getBoundingClientRect();"
        self.left, self.top, self.width = browser.evaluate(f"{box} return [b.left, b.top, b.width]}})()")

    def window(self, x, y):
        """Place in the window [px] of a place in the figure of 288 pt."""
        return self.left + x * self.width / 288.0, self.top + y * self.width / 288.0

    def point(self, x, y):
        self.browser.mouse("mouseMoved", *self.window(x, y))
        return self.readout()

    def readout(self):
        return self.browser.evaluate("document.querySelector('#figure2 .readout').textContent")

    def view(self):
        return [
            float(n)
            for n in self.browser.evaluate("document.querySelector('#figure2 svg').getAttribute('viewBox')").split()
        ]


@pytest.mark.parametrize("width", [PHONE, LAPTOP])
@pytest.mark.parametrize("report", ["run_report", "strange_report"])
def test_fits_and_loads_nothing(browser, report, width, request):
    path = request.getfixturevalue(report)
    browser.open(path, width)
    browser.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    assert browser.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert browser.evaluate("window.innerWidth") == width
    figures = browser.evaluate("document.querySelectorAll('figure svg').length")
    seen = "[...document.querySelectorAll('figure svg')].every((image) => image.getBoundingClientRect().height > 100)"
    assert figures == (4 if report == "run_report" else 2)
    assert browser.evaluate(seen)
    assert not browser.evaluate("[...document.querySelectorAll('.tools')].some((bar) => bar.hidden)")
    assert browser.evaluate("window.broken") is None
    assert browser.complaints == []
    assert browser.requests == [path.as_uri()]


@pytest.mark.parametrize(("width", "columns"), [(PHONE, 1), (LAPTOP, 2)])
def test_figures_come_first_with_their_verdicts(browser, run_report, width, columns):
    browser.open(run_report, width)
    lefts = "[...document.querySelectorAll('.exhibit svg')].map((svg) => Math.round(svg.getBoundingClientRect().left))"
    assert len(set(browser.evaluate(lefts))) == columns
    assert browser.evaluate("document.querySelector('main .drawing').id") == "boron_to_carbon"
    verdicts = browser.evaluate("[...document.querySelectorAll('.exhibit h3')].map((line) => line.textContent)")
    assert verdicts[0].startswith("B/C: χ² ")
    order = "document.querySelector('.exhibit').compareDocumentPosition(document.querySelector('table'))"
    assert browser.evaluate(order) == 4  # the table follows


def test_values_of_the_axes_where_there_is_no_curve(figure):
    # The panel is the square from 72 to 216 pt: two decades across from 1 GV, four decades up from 0.01.
    assert figure.point(180.0, 90.0) == "rigidity = 31.62 GV, B/C = 31.62"
    assert figure.point(108.0, 198.0) == "rigidity = 3.162 GV, B/C = 0.03162"


def test_nearest_point_is_taken_with_its_error(figure):
    assert figure.point(146.0, 182.0) == "model: rigidity = 10 GV, B/C = 0.1"
    assert figure.point(142.0, 107.0) == "data: rigidity = 10 GV, B/C = 10 (+3 −1)"


def test_zoom_with_buttons_wheel_and_double_click(figure):
    assert figure.view() == [0.0, 0.0, 288.0, 288.0]
    figure.browser.evaluate("document.querySelector('#figure2 [data-action=in]').click()")
    assert figure.view() == pytest.approx([48.0, 48.0, 192.0, 192.0])
    # 36 pt to the right and up from the middle are 24 pt of the view; data are read off through the magnification.
    assert figure.point(144.0 + 54.0, 144.0 - 81.0) == "rigidity = 31.62 GV, B/C = 31.62"
    x, y = figure.window(144.0, 144.0)
    for kind in ("mousePressed", "mouseReleased"):
        figure.browser.mouse(kind, x, y, button="left", clickCount=1)
    figure.browser.mouse("mouseWheel", x, y, deltaX=0, deltaY=-100)
    assert figure.view()[2] == pytest.approx(192.0 * 0.8187307530779818, rel=1e-9)  # exp(-0.2)
    for count in (1, 2):
        for kind in ("mousePressed", "mouseReleased"):
            figure.browser.mouse(kind, x, y, button="left", clickCount=count)
    assert figure.view() == [0.0, 0.0, 288.0, 288.0]


def test_dragging_moves_what_is_magnified(figure):
    figure.browser.evaluate("document.querySelector('#figure2 [data-action=in]').click()")
    x, y = figure.window(144.0, 144.0)
    figure.browser.mouse("mousePressed", x, y, button="left", clickCount=1)
    figure.browser.mouse("mouseMoved", x - 30.0 * figure.width / 192.0, y, button="left", buttons=1)
    figure.browser.mouse("mouseReleased", x, y, button="left", clickCount=1)
    assert figure.view()[:2] == pytest.approx([78.0, 48.0])


def test_two_fingers_zoom(figure):
    figure.browser.call("Emulation.setTouchEmulationEnabled", enabled=True, maxTouchPoints=2)
    for kind, spread in (("touchStart", 40.0), ("touchMove", 60.0), ("touchMove", 80.0), ("touchEnd", None)):
        ends = [] if spread is None else [figure.window(144.0 - spread, 144.0), figure.window(144.0 + spread, 144.0)]
        fingers = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(ends)]
        figure.browser.call("Input.dispatchTouchEvent", type=kind, touchPoints=fingers)
    figure.browser.call("Emulation.setTouchEmulationEnabled", enabled=False)
    # Twice the distance is twice the magnification, about the point between the fingers.
    assert figure.view() == pytest.approx([72.0, 72.0, 144.0, 144.0], abs=0.5)


def test_wheel_scrolls_the_page_over_a_figure_that_was_not_clicked(figure):
    figure.browser.mouse("mouseWheel", *figure.window(144.0, 144.0), deltaX=0, deltaY=-100)
    assert figure.view() == [0.0, 0.0, 288.0, 288.0]


def test_keyboard_reads_point_by_point(figure):
    figure.browser.evaluate("document.querySelector('#figure2 .frame').focus()")
    for key, text in (
        ("ArrowRight", "model: rigidity = 1 GV, B/C = 1"),
        ("ArrowRight", "model: rigidity = 10 GV, B/C = 0.1"),
        ("ArrowRight", "model: rigidity = 10 GV, B/C = 0.1"),
        ("ArrowDown", "data: rigidity = 50 GV, B/C = 20 ± 4"),
    ):
        figure.browser.press(key)
        assert figure.readout() == text
    figure.browser.press("+")
    assert figure.view()[2] == pytest.approx(192.0)
    figure.browser.press("0")
    assert figure.view()[2] == 288.0


def test_configuration_can_be_copied(browser, run_report):
    browser.open(run_report, LAPTOP)
    browser.evaluate("document.querySelector('.copy').click()")
    browser.evaluate("new Promise((resolve) => setTimeout(resolve, 100))")
    shown = browser.evaluate("document.querySelector('.copy').textContent")
    selected = browser.evaluate("getSelection().toString()")
    assert shown == "Copied" or "magnetosonic run small" in selected
