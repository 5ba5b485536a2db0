// "as of 14:32": the server writes the time; this adds how long ago that is, and keeps it true.

export interface Age {
  value: number;
  unit: "second" | "minute" | "hour" | "day";
}

/** The age in the largest whole unit; a device clock that runs behind gives 0, never the future. */
export function age(fromMs: number, nowMs: number): Age {
  const seconds = Math.max(0, Math.floor((nowMs - fromMs) / 1000));
  if (seconds < 60) return { value: seconds, unit: "second" };
  if (seconds < 3600) return { value: Math.floor(seconds / 60), unit: "minute" };
  if (seconds < 86400) return { value: Math.floor(seconds / 3600), unit: "hour" };
  return { value: Math.floor(seconds / 86400), unit: "day" };
}

/** The age in words; under ten seconds it is "now". */
export function ageText(fromMs: number, nowMs: number, language: string): string {
  const { value, unit } = age(fromMs, nowMs);
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  return unit === "second" && value < 10 ? words.format(0, "second") : words.format(-value, unit);
}

/** How long until the words change. */
export function nextChangeMs(fromMs: number, nowMs: number): number {
  const { unit } = age(fromMs, nowMs);
  return { second: 10_000, minute: 30_000, hour: 300_000, day: 3_600_000 }[unit];
}

function refresh(): number {
  const now = Date.now();
  let wait = 30_000;
  for (const place of document.querySelectorAll<HTMLElement>("[data-age-of]")) {
    const from = Date.parse(place.dataset["ageOf"] ?? "");
    if (Number.isNaN(from)) continue;
    place.textContent = ageText(from, now, document.documentElement.lang || "vi");
    wait = Math.min(wait, nextChangeMs(from, now));
  }
  return wait;
}

export function startClock(): void {
  const tick = (): void => {
    setTimeout(tick, refresh());
  };
  tick();
  document.addEventListener("htmx:afterSettle", () => void refresh());
}
