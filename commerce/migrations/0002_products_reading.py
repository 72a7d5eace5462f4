import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_notifications'),
        ('commerce', '0001_initial'),
    ]

    operations = [
        TrigramExtension(),
        BtreeGinExtension(),
        migrations.CreateModel(
            name='ProductPicture',
            fields=[
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='picture', serialize=False, to='commerce.product')),
                ('version', models.CharField(max_length=32)),
                ('small', models.BinaryField(default=bytes)),
                ('large', models.BinaryField(default=bytes)),
                ('problem', models.CharField(blank=True, default='', max_length=60)),
                ('kept_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveField(
            model_name='product',
            name='reading',
        ),
        migrations.RemoveField(
            model_name='store',
            name='products_reading',
        ),
        migrations.AddField(
            model_name='product',
            name='seen_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name='product',
            name='variant_count',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='store',
            name='products_began_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='store',
            name='products_count',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='store',
            name='products_cursor',
            field=models.CharField(blank=True, editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name='store',
            name='products_failures',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='store',
            name='products_wanted_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='product',
            name='highest_minor',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='product',
            name='lowest_minor',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(fields=['workspace', 'title', 'id'], name='product_by_any_title'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(models.F('workspace'), models.OrderBy(models.F('shop_updated_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='product_by_change'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=django.contrib.postgres.indexes.GinIndex(models.F('workspace'), django.contrib.postgres.indexes.OpClass(models.F('words'), name='gin_trgm_ops'), name='product_by_word'),
        ),
        migrations.AddIndex(
            model_name='variant',
            index=models.Index(fields=['product', 'position', 'id'], name='variant_by_position'),
        ),
        migrations.AddIndex(
            model_name='productpicture',
            index=models.Index(fields=['-kept_at'], name='product_picture_by_age'),
        ),
    ]
