"""Pages that are quick to make."""

from matplotlib.figure import Figure

from magnetosonic.outputs.report.page import (
    Drawing,
    Files,
    Gallery,
    KeyValues,
    Markdown,
    Page,
    Preformatted,
    Publication,
    References,
    Section,
    Text,
    TextTable,
)

EVIL = "</code></script></style></svg><script>window.broken = true</script><img src=x onerror='window.broken = true'>&"


def decades():
    """One panel from 1 to 100 GV and 1e-2 to 1e2, logarithmic, in the middle of 4 x 4 inches; two curves."""
    figure = Figure(figsize=(4.0, 4.0))
    axes = figure.add_axes((0.25, 0.25, 0.5, 0.5))
    axes.set(xscale="log", yscale="log", xlim=(1.0, 100.0), ylim=(1e-2, 1e2), xlabel="rigidity [GV]", ylabel="B/C")
    axes.plot([1.0, 10.0, 1e3, 50.0], [1.0, 0.1, 1.0, float("nan")], color="#0072b2", label="model")
    axes.errorbar([10.0, 50.0], [10.0, 20.0], [[1.0, 4.0], [3.0, 4.0]], fmt="o", color="#222222", label="data")
    axes.axhline(1.0, color="0.5")
    axes.legend()
    return figure


def page_of_everything(text=EVIL):
    """A page with one block of every kind, all with a text that must not be taken for HTML."""
    figure = decades()
    figure.axes[0].lines[0].set_label(text)
    figure.suptitle(text.replace("$", ""))
    blocks = (
        Text((text,)),
        KeyValues(((text, text),)),
        TextTable((text, "number"), ((text, "1.5"), (text, "–")), text),
        Drawing("figure1", figure, text),
        Preformatted(text, text),
        References(((text, (Publication(text, "10.1000/1"), Publication(text, "1994A&A...431..705S"))),)),
        Files((text,)),
        Markdown(f"# {text}\n\n{text}\n\n| {text} | b |\n| --- | --- |\n| {text} | 2 |\n"),
    )
    return Page(
        text,
        text,
        (Section(text, blocks), Section("Figures", (Gallery(((text, Drawing("figure2", decades(), "Decades.")),)),))),
    )
