from tune_producer.write import write_whole


def test_text_replaces_the_old(tmp_path):
    path = tmp_path / "folder" / "file"
    write_whole(path, "old, and longer")
    write_whole(path, "new")
    assert path.read_text() == "new"


def test_nothing_is_left_beside(tmp_path):
    write_whole(tmp_path / "file", "text")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
