// Follows a table's stream, through every interruption.

const FIRST_WAIT = 1000; // milliseconds before a refused stream is tried again, doubled each time
const LONGEST_WAIT = 15_000;

/**
 * Follow a stream.
 * @param {string} url
 * @param {(kind: "snapshot" | "changes", data: object) => void} onUpdate
 * @param {(connected: boolean) => void} onConnection
 * @returns {() => void} ends it
 */
export function follow(url, onUpdate, onConnection) {
  let source, timer;
  let wait = FIRST_WAIT;

  function open() {
    source = new EventSource(url);
    source.onopen = () => {
      wait = FIRST_WAIT;
      onConnection(true);
    };
    // A broken connection the browser mends by itself; one that was refused it gives up.
    source.onerror = () => {
      onConnection(false);
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
    for (const kind of ["snapshot", "changes"]) {
      source.addEventListener(kind, (event) => onUpdate(kind, JSON.parse(event.data)));
    }
  }

  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
