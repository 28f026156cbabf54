"""Markdown of our own texts."""

from magnetosonic.outputs.report.markdown import markdown_html


def test_headings_lists_and_paragraphs():
    html = markdown_html("# Title\n\nOne\ntwo.\n\n## Seen\n\n- a\n  - b\n- c\n")
    assert "Title" not in html
    assert "<p>One\ntwo.</p>" in html
    assert "<h3>Seen</h3>" in html
    assert html.count("<ul>") == 2
    assert html.count("<li>") == 3


def test_tables_scroll_alone_and_align_numbers():
    html = markdown_html("| zone | M_A | D |\n| --- | --- | --- |\n| halo | 0.1 | - |\n| disk | 2 | 3.1e-4* |\n")
    assert html.startswith('<div class="scroll" tabindex="0"><table>')
    assert '<th class="number">M_A</th>' in html
    assert '<td class="number">3.1e-4*</td>' in html
    assert "<td>halo</td>" in html


def test_signs_of_formulas_are_no_marks():
    text = "1 <= kL <= X, M_A and v_A, 2 * 3 * 4, `x`, [deg](x), <b>, a & b"
    assert markdown_html(text) == f"<p>{text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</p>\n"
