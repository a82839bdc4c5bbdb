using System.Globalization;
using Weir.Consensus;
using Weir.Consensus.Chain;
using Weir.Consensus.Peers;
using Weir.Consensus.Validating;
using Weir.Databases;
using Weir.Declaration;
using Weir.Fabric;
using Weir.Lab;
using Weir.Lab.Plan;
using Weir.Monitors.Kinds;
using Weir.Platform;
using Weir.Programs;
using Weir.Running;
using Weir.Switching;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Rules;

/// <summary>The numbers of <c>docs/limits.md</c> are those of the code.</summary>
public sealed class LimitsTests
{
    [Fact]
    public void The_document_has_the_numbers_of_the_code()
    {
        string[] rows = [.. File.ReadAllLines(Repository.PathOf("docs", "limits.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal))];
        (string Row, string Number)[] wanted =
        [
            ("interface's name in the kernel", $"{KernelNames.Limit} characters"),
            ("one range stands for", Whole(NameRange.Limit)),
            ("bytes waiting", $"{LinkLimits.Default.MaximumBytes >> 20} MiB"),
            ("frames waiting", Whole(LinkLimits.Default.MaximumFrames)),
            ("large segment", $"{LinkLimits.Default.LargestSendTime.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)} ms"),
            ("buffers of one thread", $"{new LinkEngineOptions().MaximumBytes >> 20} MiB"),
            ("ring of a capture", $"{2 * PacketRing.BlockSize / 1024} KiB at least"),
            ("bytes of a frame", $"{PacketRing.BlockSize / 1024} KiB"),
            ("`weir logs` prints", Whole(ProgramLog.KeptLines)),
            ("ring of a monitor", ItemForms.Monitor.Keys.First(key => key.Name == "ring").Default!),
            ("doubts of a point", Whole(new ConsensusOptions().MaxDoubts)),
            ("blocks of a point in memory", Whole(ConsensusTracker.FollowedBlocks)),
            ("blocks of a point in memory", Whole(new ConsensusOptions().MaxClosedBlocks)),
            ("bytes of an encrypted stream", $"{MonitorSecrets.WaitingBytes >> 10} KiB"),
            ("a program's line", $"{ProgramLog.LineLimit / 1024} KiB"),
            ("groups of rows waiting", Whole(WaitingGroups.Capacity)),
            ("trie nodes a peer", $"{StateNodes.StatesKept},"),
            ("transactions of a proposal", $"{new ProposalOptions { PrivateKey = default }.ExecutionTime.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)} ms"),
            ("messages waiting for one peer", Whole(Peer.QueueLimit)),
            ("sessions of a node", $"{new PeerOptions { Ports = [] }.PeerLimit}"),
            ("keys that the kernel knows", Whole(DataPath.Capacity)),
            ("flow entries", Whole(FlowTable.Capacity)),
            ("copies of one packet", Whole(CachedActions.MostOutputs)),
            ("packets that wait for a controller", Whole(PacketBuffers.Capacity)),
            ("events waiting", RunEvents.ListenerCapacity.ToString(CultureInfo.InvariantCulture)),
        ];
        foreach ((string row, string number) in wanted) { rows.Where(line => line.Contains(row, StringComparison.Ordinal)).ShouldHaveSingleItem(row).ShouldContain(number); }
        string text = File.ReadAllText(Repository.PathOf("docs", "limits.md"));
        text.ShouldContain($"more than {TrustJudge.OthersLimit * 100:0} % of the processors");
        text.ShouldContain($"more than {TrustJudge.StealLimit * 100:0} % of them");
    }

    private static string Whole(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
