using Weir.Wire.OpenFlow;

namespace Weir.Control;

/// <summary>A file of flows: one a line as ovs-ofctl writes them, empty lines and what follows <c>#</c> left out.</summary>
internal static class FlowTextFile
{
    /// <summary>Flows of one file at most: what a table of a switch can hold.</summary>
    private const int MaxFlows = 1_000_000;

    /// <summary>Reads it.</summary>
    /// <exception cref="WeirException">It cannot be read, or a line is wrong.</exception>
    public static IReadOnlyList<FlowMod> Read(string file)
    {
        List<FlowMod> flows = [];
        int number = 0;
        try
        {
            foreach (string line in File.ReadLines(file))
            {
                number++;
                int comment = line.IndexOf('#', StringComparison.Ordinal);
                string text = (comment < 0 ? line : line[..comment]).Trim();
                if (text.Length == 0) { continue; }
                if (flows.Count == MaxFlows) { throw new WeirException($"more than {MaxFlows} flows"); }
                flows.Add(FlowText.ParseFlow(text, FlowModCommand.Add));
            }
        }
        catch (WeirException mistake)
        {
            throw new WeirException($"{file}:{number}: {mistake.Fact}");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new WeirException($"{file}: {cause.Message}", 2, cause);
        }

        return flows;
    }
}
