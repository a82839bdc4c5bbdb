using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Bpf;
using Weir.Wire.Netlink;
using static Weir.Wire.Bpf.BpfRegister;

namespace Weir.Tests.Platform;

public sealed class BpfTests
{
    private const int Loopback = 1;

    [Fact]
    public void A_table_gives_what_was_put_in_and_says_when_it_is_full()
    {
        using BpfMap table = Table(2);
        byte[] value = new byte[8];
        table.TryGet(Key(1), value).ShouldBeFalse();
        table.Set(Key(1), Value(11)).ShouldBe(0);
        table.Set(Key(2), Value(22)).ShouldBe(0);
        table.Set(Key(3), Value(33)).ShouldBe(7);
        table.TryGet(Key(2), value).ShouldBeTrue();
        BinaryPrimitives.ReadInt64LittleEndian(value).ShouldBe(22);
        table.Remove(Key(2)).ShouldBeTrue();
        table.Remove(Key(2)).ShouldBeFalse();
        table.Set(Key(3), Value(33)).ShouldBe(0);
        Should.Throw<ArgumentException>(() => table.Set(new byte[3], value)).Message.ShouldContain("4 bytes");
    }

    [Fact]
    public void Many_entries_are_read_in_pieces_each_once()
    {
        using BpfMap table = Table(2000);
        for (int i = 0; i < 2000; i++) { table.Set(Key(i), Value(3L * i)).ShouldBe(0); }
        byte[] keys = new byte[4 * 300], values = new byte[8 * 300];
        var found = new Dictionary<int, long>();
        uint position = 0;
        bool begins = true, more = true;
        while (more)
        {
            int count = table.GetMany(ref position, begins, keys, values, out more);
            begins = false;
            for (int i = 0; i < count; i++) { found.Add(BinaryPrimitives.ReadInt32LittleEndian(keys.AsSpan(4 * i)), BinaryPrimitives.ReadInt64LittleEndian(values.AsSpan(8 * i))); }
        }

        found.Count.ShouldBe(2000);
        found.ShouldAllBe(one => one.Value == 3L * one.Key);
    }

    [Fact]
    public void A_program_counts_the_packets_that_come_in_until_it_is_taken_away()
    {
        using NetworkNamespace space = RootOnly.Namespaces(1)[0];
        using BpfMap count = Array();
        using BpfProgram program = BpfProgram.Load("weir_count", Counter(count));
        var up = new RouteBatch();
        up.ChangeLink(new LinkRequest { Index = Loopback, Up = true });
        space.Routes.Send(up);
        using Socket socket = space.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        var target = new IPEndPoint(IPAddress.Loopback, 9);
        using (space.Run(() => BpfLink.Attach(program, Loopback)))
        {
            socket.SendTo(new byte[5], target);
            long first = Read(count);
            first.ShouldBeGreaterThan(0);
            socket.SendTo(new byte[5], target);
            Read(count).ShouldBeGreaterThan(first);
        }

        long end = Read(count);
        socket.SendTo(new byte[5], target);
        Read(count).ShouldBe(end);
    }

    [Fact]
    public void A_program_that_the_kernel_refuses_says_what_its_verifier_said()
    {
        RootOnly.Skip();
        var assembler = new BpfAssembler();
        assembler.LoadFrom(BpfSize.Word, R0, R9, 0);
        assembler.Exit();
        WeirException refused = Should.Throw<WeirException>(() => BpfProgram.Load("weir_wrong", assembler.Assemble()));
        refused.Message.ShouldContain("R9 !read_ok");
        refused.ExitCode.ShouldBe(3);
        Should.Throw<ArgumentException>(() => BpfMap.CreateHash("a name with spaces", 4, 4, 1));
    }

    [Fact]
    public void An_interface_that_is_not_there_is_an_error_with_its_number()
    {
        using NetworkNamespace space = RootOnly.Namespaces(1)[0];
        using BpfMap count = Array();
        using BpfProgram program = BpfProgram.Load("weir_count", Counter(count));
        Should.Throw<WeirException>(() => space.Run(() => BpfLink.Attach(program, 77))).Message.ShouldContain("the interface 77");
    }

    [Fact]
    public async Task Other_programs_see_our_objects_by_name_and_their_code_as_we_wrote_it()
    {
        if ((await Shell.RunAsync("command -v bpftool", "/")).ExitCode != 0) { Assert.Skip("bpftool is not installed"); }
        RootOnly.Skip();
        string name = $"weir_t{Environment.ProcessId % 1_000_000}";
        string code;
        using (BpfMap count = Array())
        using (BpfProgram.Load(name, Counter(count)))
        {
            code = (await Shell.RunAsync($"bpftool prog dump xlated name {name}", "/")).ShouldExit(0).Out;
        }

        code.ShouldContain("*(u32 *)(r10 -4) = 0");
        code.ShouldContain("lock *(u64 *)(r0 +0) += r1");
        code.ShouldContain("exit");
        (await Shell.RunAsync("bpftool prog show", "/")).ShouldExit(0).Out.ShouldNotContain(name);
    }

    private static BpfMap Table(int capacity)
    {
        RootOnly.Skip();
        return BpfMap.CreateHash("weir_test", 4, 8, capacity);
    }

    private static BpfMap Array()
    {
        RootOnly.Skip();
        return BpfMap.CreateArray("weir_test", 8, 1);
    }

    private static byte[] Counter(BpfMap count)
    {
        var assembler = new BpfAssembler();
        BpfLabel end = assembler.Label("end");
        assembler.StoreTo(BpfSize.Word, R10, -4, 0);
        assembler.MoveStackAddress(R2, -4);
        assembler.LoadMap(R1, count.Descriptor);
        assembler.Call(BpfHelper.MapLookup);
        assembler.JumpIf(BpfCondition.Equal, R0, 0, end);
        assembler.Move(R1, 1);
        assembler.AddAtomically(R0, 0, R1);
        assembler.Mark(end);
        assembler.Move(R0, -1);
        assembler.Exit();
        return assembler.Assemble();
    }

    private static byte[] Key(int value) => BitConverter.GetBytes(value);

    private static byte[] Value(long value) => BitConverter.GetBytes(value);

    private static long Read(BpfMap map)
    {
        long value = 0;
        map.TryGet(Key(0), MemoryMarshal.AsBytes(new Span<long>(ref value))).ShouldBeTrue();
        return value;
    }
}
