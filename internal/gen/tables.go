package main

import (
	"embed"
	"fmt"
	"strings"
)

// tables holds the constants that no package below the root owns, in groups: a line "[type] comment", then a line
// "NAME value" for each constant. The type of a C enum is written "[enum type]". Empty lines are for the reader.
//
//go:embed tables/*.txt
var tables embed.FS

func readTables() ([]group, error) {
	files, err := tables.ReadDir("tables")
	if err != nil {
		return nil, err
	}
	var groups []group
	for _, f := range files {
		text, err := tables.ReadFile("tables/" + f.Name())
		if err != nil {
			return nil, err
		}
		more, err := parse(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		groups = append(groups, more...)
	}
	return groups, nil
}

func parse(text string) ([]group, error) {
	var groups []group
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if head, ok := strings.CutPrefix(line, "["); ok {
			typ, comment, _ := strings.Cut(head, "] ")
			name, enum := strings.CutPrefix(typ, "enum ")
			groups = append(groups, group{typ: name, enum: enum, comment: comment})
			continue
		}
		name, value, ok := strings.Cut(line, " ")
		if !ok || len(groups) == 0 {
			return nil, fmt.Errorf("not a constant of a group: %q", line)
		}
		last := &groups[len(groups)-1]
		last.rows = append(last.rows, row{name, value})
	}
	return groups, nil
}
