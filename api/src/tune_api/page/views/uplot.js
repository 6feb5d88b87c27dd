// Fetches the chart library when the first chart is drawn: the overview needs none.

const FOLDER = "/page/vendor/uplot";

let loading = null;

/** The uPlot class. */
export function loadUPlot() {
  loading ??= new Promise((done, failed) => {
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${FOLDER}/uPlot.min.css` });
    const script = Object.assign(document.createElement("script"), { src: `${FOLDER}/uPlot.iife.min.js` });
    script.onload = () => done(window.uPlot);
    script.onerror = () => failed(new Error("the chart library did not load"));
    document.head.append(style, script);
  });
  return loading;
}
