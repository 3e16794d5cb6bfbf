package conformance

import (
	"cmp"
	"fmt"
	"strings"
)

// A Transcript is what a scenario prints, on Wine and with us.
type Transcript struct {
	Wine, Ours []string
}

const mark = "  ## " // between a line and the reason for which it is not the same on both sides

// unexplained is the reason that Annotate writes where a person has to write one: Parse refuses it.
const unexplained = "?"

// Parse reads the annotated form. A plain line is printed on both sides; one that ends in "  ## REASON" only by us; one that
// begins with "- " besides only by Wine.
func Parse(text string) (Transcript, error) {
	var t Transcript
	for i, line := range Lines(text) {
		printed, reason, annotated := cutLast(line, mark)
		onWine, removed := strings.CutPrefix(printed, "- ")
		switch {
		case !annotated && strings.HasSuffix(line, strings.TrimSpace(mark)),
			annotated && (strings.TrimSpace(reason) == "" || reason == unexplained):
			return t, fmt.Errorf("line %d: no reason", i+1)
		case !annotated && removed:
			return t, fmt.Errorf("line %d: a line of Wine alone, without a reason", i+1)
		case !annotated:
			t.Wine, t.Ours = append(t.Wine, line), append(t.Ours, line)
		case removed:
			t.Wine = append(t.Wine, onWine)
		default:
			t.Ours = append(t.Ours, printed)
		}
	}
	return t, nil
}

// Lines splits the output of a scenario, on whichever system.
func Lines(text string) []string {
	text = strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// Annotate writes the annotated form. The reasons that old, an earlier one, gives for a line remain; new ones are left open.
func Annotate(wine, ours []string, old string) string {
	reasons := map[string]string{}
	for _, line := range Lines(old) {
		if printed, reason, ok := cutLast(line, mark); ok {
			reasons[printed] = reason
		}
	}
	var text strings.Builder
	for _, line := range difference(wine, ours) {
		printed, annotated := strings.CutPrefix(line, "+ ")
		if strings.HasPrefix(line, "- ") {
			printed, annotated = line, true
		}
		if !annotated {
			text.WriteString(strings.TrimPrefix(line, "  ") + "\n")
			continue
		}
		text.WriteString(printed + mark + cmp.Or(reasons[printed], unexplained) + "\n")
	}
	return text.String()
}

// difference merges two texts: lines of both begin with two blanks, those of a alone with "- ", those of b alone with "+ ".
func difference(a, b []string) []string {
	common := make([][]int, len(a)+1) // common[i][j]: the lines that a[i:] and b[j:] have in common
	common[len(a)] = make([]int, len(b)+1)
	for i := len(a) - 1; i >= 0; i-- {
		common[i] = make([]int, len(b)+1)
		for j := len(b) - 1; j >= 0; j-- {
			common[i][j] = max(common[i+1][j], common[i][j+1])
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	var lines []string
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			lines = append(lines, "  "+a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			lines = append(lines, "- "+a[i])
			i++
		default:
			lines = append(lines, "+ "+b[j])
			j++
		}
	}
	return lines
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
