using System.Text;

namespace Weir.Tests.Lab;

/// <summary>What reading a large file costs.</summary>
public sealed class LabBudgetTests
{
    /// <summary>1,000 hosts written out one by one, at twenty switches, with a link, a program and a check each for some.</summary>
    internal static string Large()
    {
        var text = new StringBuilder("name: large\nnodes:\n");
        for (int i = 1; i <= 20; i++) { text.Append($"  s{i}: {{ kind: bridge }}\n"); }
        for (int i = 1; i <= 980; i++) { text.Append($"  h{i}: {{ memory: 64 MiB }}\n"); }
        text.Append("links:\n");
        for (int i = 2; i <= 20; i++) { text.Append($"  - s{i - 1} -- s{i}: {{ rate: 1 Gbit/s, delay: 1 ms }}\n"); }
        for (int i = 1; i <= 980; i++) { text.Append($"  - h{i} -- s{1 + (i % 20)}\n"); }
        text.Append("programs:\n");
        for (int i = 1; i <= 100; i++) { text.Append($"  p{i}: {{ on: h{i}, run: sleep 5 }}\n"); }
        text.Append("checks:\n");
        for (int i = 1; i <= 100; i++) { text.Append($"  - ping: {{ from: h{i}, to: h{i + 1} }}\n"); }
        return text.ToString();
    }

    [Fact]
    public void A_file_of_1000_nodes_is_read_within_16_MB()
    {
        string text = Large();
        LabText.Plan(text).Nodes.Count.ShouldBe(1000);
        long least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            LabText.Read(text);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        least.ShouldBeLessThan(16_000_000);
    }
}
