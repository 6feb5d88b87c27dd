from tune_cli.backend.folders import JobFolder
from tune_cli.settings import Home


def test_where_the_files_of_a_job_are(home: Home) -> None:
    folder = JobFolder(home, "default", "genres")
    root = home.root
    assert folder.document == root / "jobs/default/genres/tunejob.json"
    assert folder.ledgers("music-plays") == root / "jobs/default/genres/ledgers/music-plays"
    assert folder.secret_uri("cache") == root / "secrets/default/cache/uri"
    assert folder.redis_uri == root / "jobs/default/genres/redis-uri"
    assert folder.rebuild_run().config == root / "runs/default/genres/rebuild/config.json"
    assert folder.driver_run(3).log == root / "runs/default/genres/genres-driver-3/driver.log"
    assert folder.producer_run().config == root / "runs/default/genres/genres-producer/config.json"
    assert folder.page_run().log == root / "runs/default/genres/page/page.log"
