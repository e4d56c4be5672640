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
		if err := s.take(ctx, table, channel); err != nil {
			return err
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

func (s *side) take(ctx context.Context, table data.Table, channel record.ChannelID) error {
	content, err := data.Files.ReadFile(table.Path)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	report, err := interchange.Import(ctx, s.Node, interchange.Request{
		Kind: table.Kind, Channel: channel, Source: bytes.NewReader(content),
		Author: node.Author{Office: "registry", Person: "demonstration"},
	})
	if err != nil {
		for _, row := range report.Rows {
			if row.Action == interchange.Refuse {
				return fmt.Errorf("demo: %s, line %d: %w: %w", table.Path, row.Line, err, row.Problems)
			}
		}
		return fmt.Errorf("demo: %s: %w", table.Path, err)
	}
	return nil
}
