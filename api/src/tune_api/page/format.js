// How numbers and times are written: the viewer's language and time zone.

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat(undefined, { notation: "compact" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const minute = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

const MINUTE = 60_000;
const DAY = 86_400_000;

export const zone = clock.resolvedOptions().timeZone;
export const exact = (number) => (Number.isInteger(number) ? whole : oneDigit).format(number);
export const rate = (number) => (number < 100 ? oneDigit : whole).format(number);
export const short = (number) => compact.format(number);
export const fullTime = (time) => full.format(time);
export const clockTime = (time) => clock.format(time);

/** A time as exact as steps of that many milliseconds need. */
export function stepTime(time, step) {
  if (step >= DAY) return day.format(time);
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
