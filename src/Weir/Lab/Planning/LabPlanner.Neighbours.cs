using Weir.Declaration;

namespace Weir.Lab.Planning;

/// <summary>What a node says of a neighbour.</summary>
internal sealed partial class LabPlanner
{
    // A switch's ports of special use are told by the node at the other end of the link.
    private void CheckNeighbours()
    {
        foreach (NodeDraft node in _nodes)
        {
            foreach (string key in (string[])["local", "mirror"])
            {
                if (node.Own.Form.IndexOf(key) < 0 || node.Own.TextOrNull(key) is not { } name) { continue; }
                string[] there = [.. node.Ends.Select(end => end.Link.A == end ? end.Link.B.Node.Name : end.Link.A.Node.Name).Distinct()];
                if (!there.Contains(name)) { _mistakes.Add(node.Own.PlaceOf(key), $"no link joins '{node.Name}' to '{name}'", there.Length == 0 ? "it has no links" : $"its neighbours are {string.Join(", ", there)}"); }
            }
        }
    }
}
