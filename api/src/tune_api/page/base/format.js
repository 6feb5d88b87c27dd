// How numbers, times and names are written: the viewer's language and time zone.

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const minute = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const dayMinute = new Intl.DateTimeFormat(undefined, {
  month: "short", day: "numeric", hour: "2-digit", minute: "2-digit",
});
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const plurals = new Intl.PluralRules("en");

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

export const zone = clock.resolvedOptions().timeZone;
export const exact = (number) => (Number.isInteger(number) ? whole : oneDigit).format(number);
export const rate = (number) => (number < 100 ? oneDigit : whole).format(number);
export const short = (number) => compact.format(number);
export const percent = (number) => share.format(number);
export const fullTime = (time) => full.format(time);
export const clockTime = (time) => clock.format(time);
export const dayTime = (time) => dayMinute.format(time);

/** A time as exact as steps of that many milliseconds need; with its day when `beside` is on another. */
export function stepTime(time, step, beside = time) {
  if (step >= DAY) return day.format(time);
  if (Math.abs(time - beside) > DAY || day.format(time) !== day.format(beside)) return dayTime(time);
  return (step >= MINUTE ? minute : clock).format(time);
}

/** How long ago, or how far ahead, in the largest unit that fits. */
export function ago(time, now) {
  const seconds = Math.round((time - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 90) return relative.format(seconds, "second");
  if (size < 5400) return relative.format(Math.round(seconds / 60), "minute");
  if (size < 129_600) return relative.format(Math.round(seconds / 3600), "hour");
  return relative.format(Math.round(seconds / 86_400), "day");
}

/** A length of time in its two largest units: "3 min 5 s". */
export function length(milliseconds) {
  const size = Math.max(0, milliseconds);
  if (size < 1000) return `${Math.round(size)} ms`;
  const units = [["d", DAY], ["h", HOUR], ["min", MINUTE], ["s", 1000]];
  const first = units.findIndex(([, each]) => size >= each);
  let rest = Math.round(size / 1000) * 1000;
  const parts = units.slice(first, first + 2).map(([name, each]) => {
    const count = Math.floor(rest / each);
    rest -= count * each;
    return count ? `${count} ${name}` : "";
  });
  return parts.filter(Boolean).join(" ");
}

/** "1 job", "2 jobs" */
export const counted = (number, noun) =>
  `${exact(number)} ${noun}${plurals.select(number) === "one" ? "" : "s"}`;

/** A name of programs in words: "window_start" and "LagWithinTarget" -> "Lag within target". */
export function words(name) {
  const spaced = name.replaceAll(/[_-]+/g, " ").replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
