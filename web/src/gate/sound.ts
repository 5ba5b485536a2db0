// Each verdict sounds and shakes differently: a guard hears it without looking.

import type { Word } from "./verdict";

type Tone = [hertz: number, milliseconds: number];
const TONES: Record<Word | "unkept", Tone[]> = {
  valid: [[1320, 110]],
  expired: [[740, 140], [520, 220]],
  revoked: [[220, 180], [220, 180], [220, 300]],
  unknown: [[520, 120], [740, 120]],
  unkept: [[180, 500], [180, 500]],
};
const GAP_MS = 50;
let context: AudioContext | undefined;

export function sound(word: Word | "unkept"): void {
  const tones = TONES[word];
  navigator.vibrate?.(tones.flatMap(([, ms]) => [ms, GAP_MS]));
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") void context.resume();
    let at = context.currentTime;
    for (const [hertz, ms] of tones) {
      const [voice, loudness] = [context.createOscillator(), context.createGain()];
      voice.type = word === "valid" ? "sine" : "square";
      voice.frequency.value = hertz;
      loudness.gain.value = 0.2;
      voice.connect(loudness).connect(context.destination);
      voice.start(at);
      voice.stop(at + ms / 1000);
      at += (ms + GAP_MS) / 1000;
    }
  } catch {
    // a device without sound still shows
  }
}
