using System.Text;
using Weir.Consensus;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Consensus;

public sealed class ConsensusCsvTests
{
    private static string Text(Action<Stream> write)
    {
        var stream = new MemoryStream();
        write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Fact]
    public void Rows_stand_by_direction_peer_block_round_kind_and_sender()
    {
        var scene = new Scene(4);
        scene.Pass(scene.Vote(IbftCode.RoundChange, 10, 3, 1), 3, 1, 5000);
        scene.Pass(scene.Vote(IbftCode.Prepare, 10, 3), 3, 1, 4000);
        scene.Pass(scene.Vote(IbftCode.Commit, 9, 2), 3, 1, 3000);
        scene.Pass(scene.Vote(IbftCode.Prepare, 9, 4), 3, 1, 3001);
        scene.Pass(scene.Vote(IbftCode.Prepare, 9, 2), 3, 1, 3002);
        scene.Pass(scene.Vote(IbftCode.Commit, 10, 1), 1, 2, 4002);
        scene.Pass(scene.Vote(IbftCode.Commit, 9, 2), 2, 1, 3003);
        ConsensusReport report = scene.End(0, 6000);
        Text(stream => ConsensusCsv.WriteFrames(report, stream)).ShouldBe("""
            direction,peer,block,round,type,sender,frames
            in,cn2,9,0,commit,cn2,1
            in,cn3,9,0,commit,cn2,1
            in,cn3,9,0,prepare,cn2,1
            in,cn3,9,0,prepare,cn4,1
            in,cn3,10,0,prepare,cn3,1
            in,cn3,10,1,roundchange,cn3,1
            out,cn2,10,0,commit,cn1,1

            """);
        Text(stream => ConsensusCsv.WriteDistinct(report, stream)).ShouldBe("""
            direction,block,round,type,sender,distinct
            in,9,0,commit,cn2,1
            in,9,0,prepare,cn2,1
            in,9,0,prepare,cn4,1
            in,10,0,prepare,cn3,1
            in,10,1,roundchange,cn3,1
            out,10,0,commit,cn1,1

            """);
    }

    [Fact]
    public void What_is_not_known_of_a_block_is_empty()
    {
        var scene = new Scene(4);
        scene.Decide(1, 1000);
        scene.Pass(scene.Vote(IbftCode.Prepare, 2, 3), 3, 1, 4000);
        ConsensusReport report = scene.End(0, 5000);
        Text(stream => ConsensusCsv.WriteBlocks(report, stream)).ShouldBe("""
            block,state,proposer,round,preprepare_to_quorum_ms
            1,uncertain,cn2,0,10.300
            2,uncertain,,,

            """);
    }

    [Fact]
    public void A_name_with_a_comma_is_quoted_and_a_path_in_a_points_name_stays_in_the_folder()
    {
        string folder = Directory.CreateTempSubdirectory("weir-csv").FullName;
        try
        {
            var monitor = new ConsensusMonitor(new CapturePoint("../up", "x.pcap", Weir.Wire.Frames.LinkType.Ethernet), NodeTable.Empty);
            ConsensusCsv.Export(monitor.Snapshot(), folder);
            Directory.GetFiles(folder).Select(Path.GetFileName).ShouldBe(["blocks-.._up.csv", "distinct-.._up.csv", "frames-.._up.csv"], ignoreOrder: true);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Text(stream =>
        {
            using var lines = new CsvLines(stream);
            lines.Field("a,b").Field("say \"x\"").Field(7L).Field([]).End();
        }).ShouldBe("\"a,b\",\"say \"\"x\"\"\",7,\n");
    }
}
