// A colour for each series, kept as long as the view lives: they do not swap when ranks do.

const COLOURS = 11; // as many as base.css has

export const REST = "All others";

export class Palette {
  #chosen = new Map();

  /** Choose for these names; those known keep what they have. */
  colours(names) {
    const fresh = names.filter((name) => name !== REST && !this.#chosen.has(name));
    for (const name of fresh.sort((a, b) => a.localeCompare(b))) this.#chosen.set(name, this.#free(names));
    const colour = (name) => (name === REST ? "var(--series-rest)" : `var(--series-${this.#chosen.get(name)})`);
    return new Map(names.map((name) => [name, colour(name)]));
  }

  /** The first colour that none of these names has. */
  #free(names) {
    const taken = new Set(names.map((name) => this.#chosen.get(name)));
    for (let index = 0; index < COLOURS; index++) if (!taken.has(index)) return index;
    return this.#chosen.size % COLOURS;
  }
}
