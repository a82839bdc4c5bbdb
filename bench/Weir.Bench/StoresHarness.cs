using System.Diagnostics;
using System.Globalization;
using Weir.Consensus;
using Weir.Databases;
using Weir.Platform;
using Weir.Store;

namespace Weir.Bench;

/// <summary>
/// Rows a second into a store, and from it into databases: <c>stores FOLDER ROWS ADDRESS...</c>. The rows are those of the table <c>frames</c> of a network of seven nodes, 42 a block and point. In a database they are written
/// twice: into an empty table, and over what stands there. <c>FOLDER/frames.csv</c> has the same rows with the columns of the database, for a peer to load.
/// </summary>
internal static class StoresHarness
{
    private const int Nodes = 7;
    private static readonly string[] s_types = ["preprepare", "prepare", "commit"];

    public static async Task RunAsync(string[] args)
    {
        string path = Path.Combine(args[0], "stores.db");
        int rows = int.Parse(args[1], CultureInfo.InvariantCulture);
        long start = Stopwatch.GetTimestamp();
        using (SqliteStore store = SqliteStore.Create(path))
        {
            using var peer = new StreamWriter(Path.Combine(args[0], "frames.csv"));
            long writing = 0;
            for (int at = 0; at < rows;)
            {
                long block = at / (Nodes * Nodes * s_types.Length);
                for (int point = 1; point <= Nodes; point++)
                {
                    string group = Convert.ToHexStringLower(RowGroup.KeyOf([RecordValue.Of(block), RecordValue.Of($"cn{point}")]));
                    int place = 0;
                    foreach (string type in s_types)
                    {
                        for (int sender = 1; sender <= Nodes; sender++, at++)
                        {
                            peer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load,{group},{place++},cn{point},in,cn{sender},{block},0,{type},cn{sender},{1 + (at % 3)}"));
                            long begin = Stopwatch.GetTimestamp();
                            store.Accept(new Record(ConsensusTables.Frames, [RecordValue.Of($"cn{point}"), RecordValue.Of("in"), RecordValue.Of($"cn{sender}"), RecordValue.Of(block), RecordValue.Of(0L), RecordValue.Of(type), RecordValue.Of($"cn{sender}"), RecordValue.Of(1L + (at % 3))]));
                            writing += Stopwatch.GetTimestamp() - begin;
                        }
                    }
                }
            }

            long index = Stopwatch.GetTimestamp();
            store.Complete();
            writing += Stopwatch.GetTimestamp() - index;
            rows = (int)store.Written;
            Say("sqlite", rows, TimeSpan.FromSeconds(writing / (double)Stopwatch.Frequency));
        }

        foreach (string text in args.Skip(2))
        {
            var address = DatabaseAddress.Parse(text);
            for (int round = 0; round < 2; round++)
            {
                start = Stopwatch.GetTimestamp();
                await using var mirror = new DatabaseMirror(null, path, address, address.ReadPassword(Environment.GetEnvironmentVariable, "/"), new DatabaseRun("bench", "bench", "host"), MachineClock.Instance, news => Console.Error.WriteLine(news.Text));
                await mirror.BeginAsync(CancellationToken.None).ConfigureAwait(false);
                mirror.SendAll([ConsensusTables.Frames]);
                if (!await mirror.CompleteAsync(TimeSpan.FromSeconds(60), CancellationToken.None).ConfigureAwait(false)) { throw new InvalidOperationException($"{address} did not take all rows"); }
                Say($"{address.Scheme} {(round == 0 ? "new rows" : "the same rows again")}", rows, Stopwatch.GetElapsedTime(start));
            }
        }
    }

    private static void Say(string what, int rows, TimeSpan took) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-32} {rows,9} rows {took.TotalSeconds,8:0.00} s {rows / took.TotalSeconds,10:0} rows/s"));
}
