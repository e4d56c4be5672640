// Package ui holds the parts that pages are made of: marking bands, partner
// tags, certainty and status, tables, history with differences, the proof
// panel, notices; and the one stylesheet they share.
//
//   - A part is a templ component. It takes words that are already in the
//     reader's language: ui knows no catalogue, no store and no request.
//   - What a partner wrote is a Said: its text with the language that it is
//     really in, so that a reader is never shown French as if it were Korean.
//   - A feature's route answers with a Page, which the shell (package web) puts
//     between its marking bands. The shell computes the marking from the labels
//     that the page names: a page cannot choose its own.
//   - There is no inline script or style: the content security policy of
//     every page forbids both. What depends on a figure is drawn as SVG.
//
// Colours, sizes and spacing stand in style/*.css, in this order: tokens,
// shell, parts, each subject, print. The script (script/*.js) is htmx and little more:
// every page works without it.
package ui
