// Follows a stream of server-sent events, through every interruption.

const FIRST_WAIT = 1000; // milliseconds before a refused stream is tried again, doubled each time
const LONGEST_WAIT = 30_000;

/**
 * Follow a stream while the page is seen: a browser keeps few connections to one server, and tabs
 * in the background shall leave some.
 * @param {string} url
 * @param {Record<string, (data: object) => void>} listeners by the event's name
 * @param {(connected: boolean) => void} onConnection
 * @returns {() => void} ends it
 */
export function follow(url, listeners, onConnection) {
  let source = null;
  let timer;
  let wait = FIRST_WAIT;

  function open() {
    close();
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
    for (const [name, listener] of Object.entries(listeners)) {
      source.addEventListener(name, (event) => listener(JSON.parse(event.data)));
    }
  }

  function close() {
    clearTimeout(timer);
    source?.close();
  }

  const seen = () => (document.hidden ? close() : open());
  document.addEventListener("visibilitychange", seen);
  if (!document.hidden) open();
  return () => {
    document.removeEventListener("visibilitychange", seen);
    close();
  };
}
