package demo

import (
	"bytes"
	"context"
	"fmt"

	"entente/demo/data"
	"entente/interchange"
	"entente/node"
	"entente/record"
)

// load imports every table on the side that writes it. Before the turn passes,
// the one whose turn it is has received what the others wrote, so that every
// reference by key finds its record.
func load(ctx context.Context, sides []*side, channel record.ChannelID) error {
	turn := ""
	for _, table := range data.Tables() {
		s, err := sideOf(sides, table.Side)
		if err != nil {
			return err
		}
		if table.Side != turn {
			turn = table.Side
			err := until(ctx, sides, func() (bool, error) { return holdsAll(ctx, s, sides, channel) })
			if err != nil {
				return err
			}
		}
		content, err := data.Files.ReadFile(table.Path)
		if err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		if err := s.take(ctx, table, content, channel, registry); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return nil
}

func sideOf(sides []*side, folder string) (*side, error) {
	for _, s := range sides {
		if s.folder == folder {
			return s, nil
		}
	}
	return nil, fmt.Errorf("demo: no partner writes the tables of %q", folder)
}

// registry is who brought the facts in.
var registry = node.Author{Office: "registry", Person: "demonstration"}

// take imports the rows of a table.
func (s *side) take(ctx context.Context, table data.Table, content []byte, channel record.ChannelID, author node.Author) error {
	report, err := interchange.Import(ctx, s.Node, interchange.Request{
		Kind: table.Kind, Channel: channel, Source: bytes.NewReader(content), Author: author,
	})
	if err != nil {
		for _, row := range report.Rows {
			if row.Action == interchange.Refuse {
				return fmt.Errorf("%s, line %d: %w: %w", table.Path, row.Line, err, row.Problems)
			}
		}
		return fmt.Errorf("%s: %w", table.Path, err)
	}
	return nil
}
