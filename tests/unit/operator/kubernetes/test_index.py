from tune_operator.kubernetes.cluster.kinds import POD, TUNEJOB
from tune_operator.kubernetes.index import Index
from tune_operator.kubernetes.key import JobKey

KEY = JobKey("music", "counts")


def document(name, namespace="music", job=None, **extra):
    labels = {"tunejob.io/job": job} if job else {}
    return {"metadata": {"name": name, "namespace": namespace, "labels": labels}, **extra}


def test_a_job_is_its_own():
    index = Index()
    assert index.saw(TUNEJOB, document("counts"), gone=False) == KEY
    assert index.job(KEY) == document("counts")


def test_pods_belong_to_the_job_of_their_label():
    index = Index()
    assert index.saw(POD, document("counts-driver-1", job="counts"), gone=False) == KEY
    assert [each["metadata"]["name"] for each in index.of(POD, KEY)] == ["counts-driver-1"]


def test_what_has_no_label_is_not_ours():
    index = Index()
    assert index.saw(POD, document("somebody"), gone=False) is None


def test_the_newest_picture_replaces_the_older():
    index = Index()
    index.saw(TUNEJOB, document("counts", spec=1), gone=False)
    index.saw(TUNEJOB, document("counts", spec=2), gone=False)
    assert index.job(KEY) == document("counts", spec=2)


def test_what_is_gone_is_forgotten_and_its_job_still_told():
    index = Index()
    pod = document("counts-driver-1", job="counts")
    index.saw(POD, pod, gone=False)
    assert index.saw(POD, pod, gone=True) == KEY
    assert index.of(POD, KEY) == []
    assert index.saw(POD, pod, gone=True) == KEY


def test_a_list_replaces_a_namespace_of_that_kind_and_no_other():
    index = Index()
    index.saw(POD, document("old", job="counts"), gone=False)
    index.saw(POD, document("other", namespace="chat", job="counts"), gone=False)
    index.saw(TUNEJOB, document("counts"), gone=False)
    assert index.replace(POD, "music", [document("new", job="counts")]) == {KEY}
    assert [each["metadata"]["name"] for each in index.of(POD, KEY)] == ["new"]
    assert index.of(POD, JobKey("chat", "counts")) != []
    assert index.job(KEY) is not None


def test_all_jobs():
    index = Index()
    index.saw(TUNEJOB, document("a"), gone=False)
    index.saw(TUNEJOB, document("b"), gone=False)
    index.saw(POD, document("x", job="a"), gone=False)
    assert sorted(each["metadata"]["name"] for each in index.jobs()) == ["a", "b"]
