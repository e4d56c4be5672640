package api

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"entente/record"
	"entente/store"
)

// A search is sent and not put into an address: what somebody looks for is not
// for logs.
type search struct {
	Text     string             `json:"text"`
	Channels []record.ChannelID `json:"channels"`
	Kinds    []string           `json:"kinds"`
	Limit    int                `json:"limit"`
	Before   string             `json:"before"`
}

type found struct {
	Items  []summary `json:"items"`
	Before string    `json:"before,omitempty"`
}

// Bounds of what one search may ask for.
const (
	longestSearch = 1000
	mostScopes    = 100
)

func searchOperation() operation {
	return operation{answer: (*call).search, Operation: huma.Operation{
		Method: http.MethodPost, Path: "/search", OperationID: "search", Tags: []string{"records"},
		Summary: "Find records by their words", Description: "All words have to stand in a record; the last may be unfinished. To go on, send the same again with the before that was answered.",
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{mediaJSON: {
			Schema: reference("Search"), Example: object{"text": "cyber", "limit": 10},
		}}},
		Responses: succeeds(http.StatusOK, "What was found, the newest first.", reference("Found")),
	}}.complete()
}

func (c *call) search() (answer, error) {
	asked := search{Limit: store.DefaultLimit}
	if err := c.decode(&asked); err != nil {
		return answer{}, err
	}
	query := store.SearchQuery{Text: asked.Text, Channels: asked.Channels, Kinds: asked.Kinds, Limit: asked.Limit}
	if err := asked.check(&query); err != nil {
		return answer{}, err
	}
	result := found{}
	err := c.node.ViewAs(c.Request.Context(), c.person, func(tx *store.Tx) error {
		hits, err := tx.Search(query)
		for _, hit := range hits {
			result.Items = append(result.Items, summaryOf(hit.Record))
			if len(hits) == asked.Limit {
				result.Before = strconv.FormatInt(hit.Arrived, 10)
			}
		}
		return err
	})
	return answer{value: result}, err
}

func (s search) check(query *store.SearchQuery) (err error) {
	limit := func(n int) map[string]string { return map[string]string{"max": strconv.Itoa(n)} }
	var problems record.Problems
	if s.Text == "" {
		problems = append(problems, record.Problem{Path: "text", Code: record.ProblemRequired})
	}
	if len([]rune(s.Text)) > longestSearch {
		problems = append(problems, record.Problem{Path: "text", Code: record.ProblemTooLong, Args: limit(longestSearch)})
	}
	if s.Limit < 1 || s.Limit > store.MaxLimit {
		problems = append(problems, record.Problem{Path: "limit", Code: record.ProblemRange, Args: map[string]string{"min": "1", "max": strconv.Itoa(store.MaxLimit)}})
	}
	if len(s.Channels) > mostScopes {
		problems = append(problems, record.Problem{Path: "channels", Code: record.ProblemTooMany, Args: limit(mostScopes)})
	}
	if len(s.Kinds) > mostScopes {
		problems = append(problems, record.Problem{Path: "kinds", Code: record.ProblemTooMany, Args: limit(mostScopes)})
	}
	if s.Before != "" {
		if query.Before, err = strconv.ParseInt(s.Before, 10, 64); err != nil || query.Before < 1 {
			problems = append(problems, record.Problem{Path: "before", Code: record.ProblemInvalid})
		}
	}
	if len(problems) > 0 {
		return unfit(problems...)
	}
	return nil
}
