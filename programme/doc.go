// Package programme holds what partners record of a cooperation programme: the
// programme itself, its editions (a package, an individual programme, a tailored
// one, each following the one before), the areas of an edition, in them the
// strategic objectives (ends), partnership goals (ways) and activities (means),
// what was contributed and undertaken, and where each statement comes from.
//
//   - A record says what happened or was agreed; it carries no status and no
//     assessment. Whether a partner finds an area on track is that partner's own
//     statement and a record of its own: an Assessment. Tree sets those of all
//     partners side by side.
//   - An edition knows four kinds of date, because they differ in practice: the
//     text agreed, signed, in force, and valid from and to.
//   - An activity names an edition, an area or goals only where that is known; the
//     subject under which it was noted stays in its theme, word for word.
//   - A source is a record too. It names what it is about and, if it speaks of
//     one member only, which. Sources that disagree stand side by side and none
//     is overwritten: see ByYear and Lineage.
//   - Dates are as exact as is known: a year, a month or a day. A check never
//     refuses what a more exact date could still make right.
//
// The terms follow the partner tools that NATO has published: TCP (Tailored
// Cooperation Package), IPCP (Individual Partnership and Cooperation Programme),
// ITPP (Individually Tailored Partnership Programme).
package programme
