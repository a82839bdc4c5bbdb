using System.Buffers;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class RlpxMacBatchTests
{
    // Lengths of the handshake packet decide where in a word and block the state begins; sizes of frames decide how many blocks they fill.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(40)]
    public void Every_right_frame_is_right_whatever_the_number_of_directions(int directions)
    {
        Flow[] flows = [.. Enumerable.Range(0, directions).Select(i => new Flow(i, 300 + i, 1 + (i * 7 % 13)))];
        RlpxMacBatch batch = new();
        for (int run = 0; run < 3; run++)
        {
            foreach (Flow flow in flows) { flow.AppendTo(run); }
            batch.Run([.. flows.Select(f => f.Job)]);
            foreach (Flow flow in flows)
            {
                flow.Job.AllRight.ShouldBeTrue($"directions {directions}, run {run}, {flow.Job.RightFrames} of {flow.Job.Frames}");
                flow.Job.RightFrames.ShouldBe(flow.Job.Frames);
                flow.Job.Mac.IsBroken.ShouldBeFalse();
                flow.Job.Clear();
            }
        }
    }

    [Fact]
    public void Every_start_of_the_state_in_its_block_is_right()
    {
        // 136 packet lengths: each position of the sponge. Eight at a time.
        RlpxMacBatch batch = new();
        for (int length = 0; length < 136; length += 8)
        {
            Flow[] flows = [.. Enumerable.Range(0, 8).Select(i => new Flow(length + i, length + i, 3))];
            foreach (Flow flow in flows) { flow.AppendTo(0); }
            batch.Run([.. flows.Select(f => f.Job)]);
            flows.ShouldAllBe(f => f.Job.AllRight);
        }
    }

    [Fact]
    public void The_batch_and_the_single_path_go_on_from_each_other()
    {
        Flow[] flows = [.. Enumerable.Range(0, 8).Select(i => new Flow(i, 400 + i, 4))];
        RlpxMacBatch batch = new();
        foreach (Flow flow in flows) { flow.AppendTo(0); }
        batch.Run([.. flows.Select(f => f.Job)]);
        foreach (Flow flow in flows)
        {
            flow.Job.AllRight.ShouldBeTrue();
            foreach (byte[] frame in flow.Frames(1))
            {
                flow.Job.Mac.VerifyHeader(frame.AsSpan(0, 16), frame.AsSpan(16, 16)).ShouldBeTrue();
                flow.Job.Mac.VerifyFrame(frame.AsSpan(32..^16), frame.AsSpan(^16..)).ShouldBeTrue();
            }

            flow.Job.Clear();
            flow.AppendTo(2);
        }

        batch.Run([.. flows.Select(f => f.Job)]);
        flows.ShouldAllBe(f => f.Job.AllRight);
    }

    [Fact]
    public void A_changed_byte_stops_its_own_direction_at_its_frame_and_no_other()
    {
        Random random = new(5);
        RlpxMacBatch batch = new();
        for (int run = 0; run < 60; run++)
        {
            Flow[] flows = [.. Enumerable.Range(0, 8).Select(i => new Flow(i, 350 + i, 5))];
            int victim = random.Next(8);
            int wrong = random.Next(5);
            for (int i = 0; i < 8; i++)
            {
                byte[][] frames = [.. flows[i].Frames(0)];
                for (int f = 0; f < frames.Length; f++)
                {
                    if (i == victim && f == wrong) { frames[f][random.Next(frames[f].Length)] ^= (byte)(1 << random.Next(8)); }
                    flows[i].Job.Append(frames[f]);
                }
            }

            batch.Run([.. flows.Select(f => f.Job)]);
            for (int i = 0; i < 8; i++)
            {
                flows[i].Job.RightFrames.ShouldBe(i == victim ? wrong : 5, $"seed 5, run {run}");
                flows[i].Job.AllRight.ShouldBe(i != victim);
                flows[i].Job.Mac.IsBroken.ShouldBe(i == victim);
            }

            // A broken direction stays so: its state is not what the sender's is.
            flows[victim].Job.Clear();
            flows[victim].AppendTo(1);
            batch.Run([flows[victim].Job]);
            flows[victim].Job.RightFrames.ShouldBe(0);
        }
    }

    [Fact]
    public void Empty_jobs_end_at_once_and_an_empty_frame_is_checked()
    {
        RlpxMacBatch batch = new();
        batch.Run([]);
        Flow flow = new(1, 300, 1);
        batch.Run([flow.Job]);
        flow.Job.AllRight.ShouldBeTrue();
        flow.Job.RightFrames.ShouldBe(0);

        // Frame size 0: header and two codes only.
        byte[] frame = new byte[48];
        RlpxHeader.Write(frame, 0);
        Flow.Secrets.CreateCipher().TransformCtr(0, frame.AsSpan(0, 16), frame.AsSpan(0, 16));
        RlpxMac sender = Flow.Secrets.CreateMac(true, new byte[300]);
        sender.ComputeHeader(frame.AsSpan(0, 16), frame.AsSpan(16));
        sender.ComputeFrame([], frame.AsSpan(32));
        flow.Job.Append(frame);
        batch.Run([flow.Job]);
        flow.Job.RightFrames.ShouldBe(1);
    }

    [Fact]
    public void Two_jobs_of_one_direction_and_partial_frames_are_refused()
    {
        RlpxMacBatch batch = new();
        Flow flow = new(1, 300, 1);
        flow.AppendTo(0);
        RlpxMacJob twin = new(flow.Job.Mac);
        Should.Throw<ArgumentException>(() => batch.Run([flow.Job, twin]));
        batch.Run([flow.Job]);
        flow.Job.AllRight.ShouldBeTrue("a refused batch has changed nothing");
        Should.Throw<ArgumentException>(() => twin.Append(new byte[47]));
        Should.Throw<ArgumentException>(() => twin.Append(new byte[32]));
        Should.Throw<ArgumentException>(() => twin.Append(new byte[65]));
        twin.Frames.ShouldBe(0);
        twin.Bytes.ShouldBe(0);
    }

    [Fact]
    public void A_batch_allocates_nothing()
    {
        // The same frames again and again: the state of each direction is set back before each run.
        Flow[] flows = [.. Enumerable.Range(0, 8).Select(i => new Flow(i, 400 + i, 2))];
        RlpxMacJob[] jobs = [.. flows.Select(f => f.Job)];
        byte[][][] frames = [.. flows.Select(f => f.Frames(0).ToArray())];
        KeccakState[] begin = [.. jobs.Select(j =>
        {
            KeccakState state = new();
            state.CopyFrom(j.Mac.State);
            return state;
        })];
        RlpxMacBatch batch = new();
        Budget.Allocates(0, () =>
        {
            for (int i = 0; i < jobs.Length; i++)
            {
                jobs[i].Mac.State.CopyFrom(begin[i]);
                jobs[i].Clear();
                foreach (byte[] frame in frames[i]) { jobs[i].Append(frame); }
            }

            batch.Run(jobs);
            foreach (RlpxMacJob job in jobs) { if (!job.AllRight) { throw new InvalidOperationException("not right"); } }
        });
    }

    /// <summary>One direction: a writer that makes frames, and a job that checks them.</summary>
    private sealed class Flow
    {
        private readonly int _frames;
        private readonly int _seed;
        private readonly RlpxFrameWriter _writer;
        private readonly List<byte[][]> _runs = [];

        public Flow(int seed, int packetLength, int frames)
        {
            byte[] packet = new byte[packetLength];
            _frames = frames;
            _seed = seed;
            _writer = new RlpxFrameWriter(Secrets, Secrets.CreateMac(true, packet));
            Job = new RlpxMacJob(Secrets.CreateMac(true, packet));
        }

        public static RlpxSecrets Secrets { get; } = new(Filled(1), Filled(2), Filled(3), Filled(4));

        public RlpxMacJob Job { get; }

        public IEnumerable<byte[]> Frames(int run)
        {
            while (_runs.Count <= run)
            {
                Random random = new((_seed * 1000) + _runs.Count);
                _runs.Add([.. Enumerable.Range(0, _frames).Select(_ =>
                {
                    byte[] payload = new byte[random.Next(0, 700)];
                    random.NextBytes(payload);
                    ArrayBufferWriter<byte> output = new();
                    _writer.WriteContent(0x21, payload, output);
                    return output.WrittenSpan.ToArray();
                })]);
            }

            return _runs[run];
        }

        public void AppendTo(int run)
        {
            foreach (byte[] frame in Frames(run)) { Job.Append(frame); }
        }

        private static byte[] Filled(byte value)
        {
            byte[] bytes = new byte[32];
            bytes.AsSpan().Fill(value);
            return bytes;
        }
    }
}
