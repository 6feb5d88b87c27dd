// The jobs, live: by the stream, or by asking again and again where there is none.

import { getJson } from "../base/http.js";
import { follow } from "../base/live.js";

const URL = "/api/v1/jobs";
const POLL = 2000; // milliseconds

export class JobsFeed {
  #listener;
  #streaming = false;
  #closeStream = null;
  #timer;
  #asking = false;
  #stopped = true;

  /**
   * @param {{onJobs: (jobs: object[], staleSince: string | null) => void,
   *   onConnection: (connected: boolean) => void, onProblem: (problem: Error) => void}} listener
   */
  constructor(listener) {
    this.#listener = listener;
    document.addEventListener("visibilitychange", () => this.#ask());
  }

  /** Begin, or begin again as somebody else. */
  start() {
    this.stop();
    this.#stopped = false;
    this.#ask();
    this.#closeStream = follow(
      `${URL}/stream`,
      { jobs: (document) => this.#accept(document) },
      (connected) => {
        this.#streaming = connected;
        if (connected) this.#listener.onConnection(true);
        else this.#askIn(0);
      },
    );
  }

  stop() {
    this.#stopped = true;
    this.#closeStream?.();
    this.#streaming = false;
    clearTimeout(this.#timer);
  }

  #accept(document) {
    this.#listener.onJobs(document.jobs, document.staleSince ?? null);
  }

  #askIn(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), milliseconds);
  }

  async #ask() {
    if (this.#asking || this.#stopped || document.hidden) return;
    this.#asking = true;
    try {
      const document = await getJson(URL);
      if (this.#stopped) return;
      this.#accept(document);
      this.#listener.onConnection(true);
    } catch (problem) {
      if (this.#stopped) return;
      this.#listener.onConnection(false);
      this.#listener.onProblem(problem);
    } finally {
      this.#asking = false;
    }
    if (!this.#streaming) this.#askIn(POLL);
  }
}
