package exchange

import "context"

// FetchForTest asks for the beginning of a ledger.
func FetchForTest(ctx context.Context, c *Client, origin string) error {
	_, err := c.entries(ctx, EntriesRequest{Origin: origin})
	return err
}
