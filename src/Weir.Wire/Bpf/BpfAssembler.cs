namespace Weir.Wire.Bpf;

/// <summary>
/// Writes a program for the kernel's BPF machine, one method an instruction, and puts the distances of jumps in when all labels have their places. What an instruction cannot hold is refused here, where the kernel's verifier
/// would refuse it without a name. Not safe for several threads.
/// </summary>
public sealed class BpfAssembler
{
    // Classes and modes of RFC 9669, 3.2 and 5.
    private const byte LoadImmediate = 0x18, Load = 0x61, Store = 0x63, StoreImmediate = 0x62, AtomicDouble = 0xdb;
    private const byte Arithmetic32 = 0x04, Jump64 = 0x05, Jump32 = 0x06, Arithmetic64 = 0x07, FromRegister = 0x08;
    private const byte CallCode = 0x85, ExitCode = 0x95, Always = 0x05, ByteOrder = 0xdc;
    private const byte MapDescriptor = 1;
    private const int CompareExchangeCode = 0xf1;
    private const int FrameSize = 512;

    private readonly List<BpfInstruction> _instructions = [];
    private readonly List<(int Place, BpfLabel Target)> _jumps = [];

    /// <summary>Instructions until now; one with a constant of 64 bits counts twice.</summary>
    public int Count => _instructions.Count;

    /// <summary>A label that has no place yet.</summary>
    public BpfLabel Label(string name) => new(this, name);

    /// <summary>The next instruction is where <paramref name="label"/> leads.</summary>
    /// <exception cref="ArgumentException">It has a place already, or is another assembler's.</exception>
    public void Mark(BpfLabel label)
    {
        Own(label);
        if (label.Place >= 0) { throw new ArgumentException($"the label '{label.Name}' stands twice", nameof(label)); }
        label.Place = Count;
    }

    /// <summary>target = target OPERATION constant, 64 bits wide (the constant's sign goes on).</summary>
    public void Compute(BpfArithmetic operation, BpfRegister target, int constant) => Add((byte)(Arithmetic64 | (byte)operation), Written(target), 0, 0, constant);

    /// <summary>target = target OPERATION source, 64 bits wide.</summary>
    public void Compute(BpfArithmetic operation, BpfRegister target, BpfRegister source) => Add((byte)(Arithmetic64 | FromRegister | (byte)operation), Written(target), Valid(source), 0, 0);

    /// <summary>target = target OPERATION constant, 32 bits wide; the upper half becomes zero.</summary>
    public void Compute32(BpfArithmetic operation, BpfRegister target, int constant) => Add((byte)(Arithmetic32 | (byte)operation), Written(target), 0, 0, constant);

    /// <summary>target = constant.</summary>
    public void Move(BpfRegister target, int constant) => Compute(BpfArithmetic.Move, target, constant);

    /// <summary>target = source.</summary>
    public void Move(BpfRegister target, BpfRegister source) => Compute(BpfArithmetic.Move, target, source);

    /// <summary>target = an address on the stack; <paramref name="offset"/> is from -512 to -1.</summary>
    public void MoveStackAddress(BpfRegister target, int offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, -FrameSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, 0);
        Move(target, BpfRegister.R10);
        Compute(BpfArithmetic.Add, target, offset);
    }

    /// <summary>Turns the lower 16, 32 or 64 bits from the machine's byte order into the network's, or back; bits above become zero.</summary>
    public void ToNetworkOrder(BpfRegister target, int bits)
    {
        if (bits is not (16 or 32 or 64)) { throw new ArgumentOutOfRangeException(nameof(bits), bits, "16, 32 or 64 bits have a byte order"); }
        Add(ByteOrder, Written(target), 0, 0, bits);
    }

    /// <summary>target = what stands at <paramref name="address"/> + <paramref name="offset"/>.</summary>
    public void LoadFrom(BpfSize size, BpfRegister target, BpfRegister address, int offset) => Add((byte)(Load | (byte)size), Written(target), Valid(address), Short(offset, address), 0);

    /// <summary>Stores a register at <paramref name="address"/> + <paramref name="offset"/>.</summary>
    public void StoreTo(BpfSize size, BpfRegister address, int offset, BpfRegister source) => Add((byte)(Store | (byte)size), Checked(address), Valid(source), Short(offset, address), 0);

    /// <summary>Stores a constant at <paramref name="address"/> + <paramref name="offset"/>.</summary>
    public void StoreTo(BpfSize size, BpfRegister address, int offset, int constant) => Add((byte)(StoreImmediate | (byte)size), Checked(address), 0, Short(offset, address), constant);

    /// <summary>Adds a register to the eight bytes at <paramref name="address"/> + <paramref name="offset"/>, so that no other processor comes between.</summary>
    public void AddAtomically(BpfRegister address, int offset, BpfRegister source) => Add(AtomicDouble, Checked(address), Valid(source), Short(offset, address), 0);

    /// <summary>
    /// When the eight bytes at <paramref name="address"/> + <paramref name="offset"/> are those of R0, a register takes their place, so that no other processor comes between; R0 is what was there before (RFC 9669, 5.3).
    /// </summary>
    public void CompareExchange(BpfRegister address, int offset, BpfRegister source) => Add(AtomicDouble, Checked(address), Valid(source), Short(offset, address), CompareExchangeCode);

    /// <summary>target = a constant of 64 bits.</summary>
    public void LoadConstant(BpfRegister target, ulong constant) => AddWide(target, 0, constant);

    /// <summary>target = the map that this process has under <paramref name="descriptor"/> (BPF_PSEUDO_MAP_FD).</summary>
    public void LoadMap(BpfRegister target, int descriptor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor);
        AddWide(target, MapDescriptor, (uint)descriptor);
    }

    /// <summary>Calls a function of the kernel.</summary>
    public void Call(BpfHelper helper) => Add(CallCode, BpfRegister.R0, 0, 0, (int)helper);

    /// <summary>Goes to <paramref name="target"/>.</summary>
    public void Jump(BpfLabel target) => AddJump(Always, BpfRegister.R0, 0, 0, target);

    /// <summary>Goes to <paramref name="target"/> when the register compares so with a constant, 64 bits wide.</summary>
    public void JumpIf(BpfCondition condition, BpfRegister left, int right, BpfLabel target) => AddJump((byte)(Jump64 | (byte)condition), left, 0, right, target);

    /// <summary>Goes to <paramref name="target"/> when the registers compare so, 64 bits wide.</summary>
    public void JumpIf(BpfCondition condition, BpfRegister left, BpfRegister right, BpfLabel target) => AddJump((byte)(Jump64 | FromRegister | (byte)condition), left, Valid(right), 0, target);

    /// <summary>Goes to <paramref name="target"/> when the lower half of the register compares so with a constant.</summary>
    public void JumpIf32(BpfCondition condition, BpfRegister left, int right, BpfLabel target) => AddJump((byte)(Jump32 | (byte)condition), left, 0, right, target);

    /// <summary>Ends the program; R0 is its result.</summary>
    public void Exit() => Add(ExitCode, BpfRegister.R0, 0, 0, 0);

    /// <summary>The program's bytes.</summary>
    /// <exception cref="InvalidOperationException">A label that is jumped to stands nowhere or too far away.</exception>
    public byte[] Assemble()
    {
        foreach ((int place, BpfLabel target) in _jumps)
        {
            if (target.Place < 0) { throw new InvalidOperationException($"the label '{target.Name}' stands nowhere"); }
            int distance = target.Place - place - 1;
            if (distance is < short.MinValue or > short.MaxValue) { throw new InvalidOperationException($"the label '{target.Name}' is {distance} instructions away, further than a jump goes"); }
            _instructions[place] = _instructions[place] with { Offset = (short)distance };
        }

        byte[] program = new byte[Count * BpfInstruction.Size];
        for (int i = 0; i < Count; i++) { _instructions[i].Write(program.AsSpan(i * BpfInstruction.Size)); }
        return program;
    }

    private static BpfRegister Checked(BpfRegister register) => register <= BpfRegister.R10 ? register : throw new ArgumentOutOfRangeException(nameof(register), register, "there is no such register");

    private static BpfRegister Written(BpfRegister register) => register < BpfRegister.R10 ? register : throw new ArgumentOutOfRangeException(nameof(register), register, "this register cannot be written");

    private static byte Valid(BpfRegister register) => (byte)Checked(register);

    private static short Short(int offset, BpfRegister address)
    {
        int least = address == BpfRegister.R10 ? -FrameSize : short.MinValue;
        int most = address == BpfRegister.R10 ? -1 : short.MaxValue;
        return offset >= least && offset <= most ? (short)offset : throw new ArgumentOutOfRangeException(nameof(offset), offset, $"from {address} one reaches {least} to {most}");
    }

    private void Own(BpfLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (!ReferenceEquals(label.Owner, this)) { throw new ArgumentException($"the label '{label.Name}' belongs to another program", nameof(label)); }
    }

    private void Add(byte code, BpfRegister destination, byte source, short offset, int immediate) => _instructions.Add(new BpfInstruction(code, destination, source, offset, immediate));

    private void AddWide(BpfRegister target, byte kind, ulong constant)
    {
        Add(LoadImmediate, Written(target), kind, 0, unchecked((int)(uint)constant));
        Add(0, BpfRegister.R0, 0, 0, unchecked((int)(uint)(constant >> 32)));
    }

    private void AddJump(byte code, BpfRegister left, byte right, int constant, BpfLabel target)
    {
        Own(target);
        _jumps.Add((Count, target));
        Add(code, Checked(left), right, 0, constant);
    }
}
