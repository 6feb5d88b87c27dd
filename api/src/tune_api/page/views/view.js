// Which view draws a table: what its declaration asks for.
//
// A view has: element; show() draws what the table now is and says whether there was anything; and
// where it makes sense: controls (elements), styles (names) with setStyle(name), where() (the part
// of the table that is shown), setFinished(bool), close().

import { viewOf } from "../results/columns.js";
import { BarsView } from "./bars.js";
import { HeatView } from "./heat.js";
import { RankingView } from "./ranking.js";
import { RowsView } from "./rows.js";
import { SeriesView } from "./series.js";

const VIEWS = {
  "time-series": SeriesView,
  "ranked-bars": BarsView,
  leaderboard: RankingView,
  "heat-map": HeatView,
};

/**
 * The view of a table.
 * @param {Table} table
 * @param {{where?: object, onChange?: () => void, onDive?: (row: object) => void}} given
 *   where: the part of the table to draw; onChange: something else is to be drawn;
 *   onDive: somebody wants to know more about a row
 */
export const makeView = (table, given) =>
  new (VIEWS[viewOf(table.declaration)] ?? RowsView)(table, given);
