using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Weir.Tests.Reassembly;

/// <summary>What <c>tshark -z follow,tcp,raw</c> says about the TCP streams of a file, in one run.</summary>
internal sealed partial class TsharkFollow
{
    /// <summary>One stream: its two ends as text, and the bytes that each sent. Gaps, which tshark writes as text into the bytes, are left out.</summary>
    public sealed record Stream(int Number, string Node0, string Node1, byte[] From0, byte[] From1);

    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "tshark")));

    /// <summary>Follows the first <paramref name="count"/> streams; null when tshark cannot read the file.</summary>
    public static List<Stream>? Run(string path, int count)
    {
        var start = new ProcessStartInfo("tshark") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-q", "-n", "-o", "tcp.reassemble_out_of_order:TRUE", "-r", path]) { start.ArgumentList.Add(argument); }
        for (int i = 0; i < count; i++)
        {
            start.ArgumentList.Add("-z");
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"follow,tcp,raw,{i}"));
        }

        using Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        List<Stream> streams = Parse(process.StandardOutput);
        process.WaitForExit();
        return streams;
    }

    private static List<Stream> Parse(TextReader text)
    {
        List<Stream> streams = [];
        int number = -1;
        string node0 = "";
        string node1 = "";
        var from0 = new MemoryStream();
        var from1 = new MemoryStream();
        while (text.ReadLine() is { } line)
        {
            if (line.StartsWith("Filter: tcp.stream eq ", StringComparison.Ordinal))
            {
                number = int.Parse(line["Filter: tcp.stream eq ".Length..], CultureInfo.InvariantCulture);
            }
            else if (line.StartsWith("Node 0: ", StringComparison.Ordinal))
            {
                node0 = line[8..].Trim();
            }
            else if (line.StartsWith("Node 1: ", StringComparison.Ordinal))
            {
                node1 = line[8..].Trim();
                from0 = new MemoryStream();
                from1 = new MemoryStream();
            }
            else if (line.StartsWith("=====", StringComparison.Ordinal))
            {
                // A stream that is not in the file has the ends ":0".
                if (number >= 0 && node0 is not ("" or ":0")) { streams.Add(new Stream(number, node0, node1, from0.ToArray(), from1.ToArray())); }
                number = -1;
                node0 = "";
            }
            else if (node0.Length > 0 && line.Length > 0 && (line[0] == '\t' || Uri.IsHexDigit(line[0])))
            {
                byte[] bytes = Convert.FromHexString(line.Trim());
                if (!Missing().IsMatch(Encoding.Latin1.GetString(bytes))) { (line[0] == '\t' ? from1 : from0).Write(bytes); }
            }
        }

        return [.. streams.OrderBy(s => s.Number)];
    }

    [GeneratedRegex(@"^\[\d+ bytes missing in capture file\]\0?$")]
    private static partial Regex Missing();
}
