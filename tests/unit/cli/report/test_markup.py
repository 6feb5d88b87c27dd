from tune_cli.report.markup import document, element


def test_text_stands_where_it_was_put() -> None:
    made = element("p", "a ", element("b", "c"), " d", " e", element("i"))
    assert document(made) == "<!doctype html>\n<p>a <b>c</b> d e<i></i></p>\n"


def test_text_and_attributes_are_escaped() -> None:
    made = element("p", '<b>&"', class_="words", aria_label='"><script>')
    assert document(made).splitlines()[1] == (
        '<p class="words" aria-label="&quot;&gt;<script&gt;">&lt;b&gt;&amp;"</p>'
    )


def test_void_elements_have_no_end() -> None:
    assert '<meta charset="utf-8">\n' in document(element("meta", charset="utf-8"))
