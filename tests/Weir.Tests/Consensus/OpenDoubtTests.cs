using Weir.Capture;
using Weir.Consensus;
using Weir.Decoding;
using Weir.Monitors.Kinds;
using Weir.Processing;
using Weir.Store;
using Weir.Tests.Fixtures;
using Weir.Tests.Monitors;

namespace Weir.Tests.Consensus;

/// <summary>What tables that follow a network say of blocks while a connection cannot be read.</summary>
public sealed class OpenDoubtTests : IDisposable
{
    private static readonly string s_example = Path.Combine(Repository.Root, "examples", "decode-a-capture");

    private readonly string _folder = Directory.CreateTempSubdirectory("weir-open-doubts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Blocks_are_not_called_complete_while_a_connection_is_not_read_and_are_when_its_secret_came(bool joined)
    {
        string secrets = Directory.CreateDirectory(Path.Combine(_folder, "secrets")).FullName;
        string[] lines = [.. Directory.GetFiles(Path.Combine(s_example, "secrets")).Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines)];
        File.WriteAllLines(Path.Combine(secrets, "others.jsonl"), lines.Where(line => !IsOfPair(line)));
        using var late = new Following(Path.Combine(_folder, "late.db"), secrets, joined);
        late.Write();
        string[] unread = late.Rows("state", "reason");
        unread.Length.ShouldBeGreaterThan(4);
        unread.ShouldAllBe(row => row.StartsWith("uncertain,", StringComparison.Ordinal) && row.EndsWith(": no secret fits", StringComparison.Ordinal));

        File.WriteAllLines(Path.Combine(secrets, "pair.jsonl"), lines.Where(IsOfPair));
        late.Write();
        using var whole = new Following(Path.Combine(_folder, "whole.db"), Path.Combine(s_example, "secrets"), joined);
        whole.Write();
        string[] columns = [.. ConsensusTables.Blocks.Columns.Select(column => column.Name)];
        late.Rows(columns).ShouldBe(whole.Rows(columns), "as if the secret had been there from the begin");
        late.Rows("state").Count(state => state == "complete").ShouldBeGreaterThanOrEqualTo(unread.Length - 1, "of the last one more may be on its way");
    }

    private static bool IsOfPair(string line) => line.Contains("\"10.0.0.1:", StringComparison.Ordinal) && line.Contains("\"10.0.0.2:", StringComparison.Ordinal);

    /// <summary>The tables of a port that follow its capture.</summary>
    private sealed class Following : IDisposable
    {
        private readonly string _file;
        private readonly ConsensusTracker _tracker;
        private readonly LivePath _path;
        private readonly SqliteStore _store;

        public Following(string file, string secrets, bool joined)
        {
            _file = file;
            JoinedPoints? joins = joined ? new JoinedPoints(new Dictionary<string, string> { ["cn1"] = "s1" }, entering: true) : null;
            _tracker = new ConsensusTracker(NodeTable.Load(Path.Combine(s_example, "nodes.json")), new ConsensusOptions(), new Dictionary<string, string>(), new SecretWatch([secrets]), joins);
            _path = new LivePath(_tracker.Path, _tracker.SinkFor);
            _store = SqliteStore.Create(file, new StoreOptions { Live = true });
            using CaptureReader reader = CaptureReader.Open(Path.Combine(s_example, "cn1.pcap"));
            while (reader.TryRead(out Frame frame)) { _path.Accept(in frame); }
        }

        public void Write()
        {
            _tracker.LookAround();
            _path.Flush();
            _store.Change(tables => _tracker.Write(_path, tables));
        }

        public string[] Rows(params string[] columns) => MonitorRun.Rows(_file, "blocks", columns);

        public void Dispose() => _store.Dispose();
    }
}
